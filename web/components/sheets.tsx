// What opens over the page from anywhere, one at a time. Each is loaded when it is first asked for.
import { useSignalEffect } from '@preact/signals'
import { lazy } from './lazy.tsx'
import type { App } from './phase-line.tsx'
import { type Sheet, useUi } from './ui.ts'
import { useMedia, WIDE } from './use-media.ts'

const PanelSheet = lazy(() => import('./panel-sheet.tsx').then((part) => part.PanelSheet))
const Help = lazy(() => import('./help.tsx').then((part) => part.Help))
const Doctor = lazy(() => import('./doctor.tsx').then((part) => part.Doctor))
const Settings = lazy(() => import('./settings.tsx').then((part) => part.Settings))

export function Sheets({ app }: { readonly app: App }) {
  const { sheet } = useUi()
  const wide = useMedia(WIDE)
  /** One that made room for another tells of its end too, and after that. */
  const close = (mine: Sheet) => (): void => {
    if (sheet.peek() === mine) sheet.value = 'none'
  }
  // There it stands beside the chat.
  useSignalEffect(() => {
    if (wide.value && sheet.value === 'panel') sheet.value = 'none'
  })
  return (
    <>
      {sheet.value === 'panel' && <PanelSheet app={app} close={close('panel')} />}
      {sheet.value === 'help' && <Help close={close('help')} />}
      {sheet.value === 'doctor' && <Doctor app={app} close={close('doctor')} />}
      {sheet.value === 'settings' && <Settings app={app} close={close('settings')} />}
    </>
  )
}
