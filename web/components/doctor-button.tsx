// Opens "Why can't I reach my model?", from where somebody may ask it.
import { doctorStrings } from './strings-doctor.ts'
import { useUi } from './ui.ts'

/** `quiet`: beside a button that matters more. */
export function DoctorButton({ quiet = false }: { readonly quiet?: boolean }) {
  const { sheet } = useUi()
  return (
    <button type="button" class={quiet ? 'button quiet' : 'button'} aria-haspopup="dialog" onClick={() => void (sheet.value = 'doctor')}>
      {doctorStrings.title}
    </button>
  )
}
