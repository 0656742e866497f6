// Opens "Why can't I reach my model?", from where somebody may ask it.
import { doctorStrings } from './strings-doctor.ts'
import { useUi } from './ui.ts'

export function DoctorButton() {
  const { sheet } = useUi()
  return (
    <button type="button" class="button quiet" aria-haspopup="dialog" onClick={() => void (sheet.value = 'doctor')}>
      {doctorStrings.title}
    </button>
  )
}
