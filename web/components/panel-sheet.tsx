// What is known of home, where there is no room for it beside the chat.
import { Dialog } from './dialog.tsx'
import { Panel } from './panel.tsx'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'

export function PanelSheet({ app, close }: { readonly app: App; readonly close: () => void }) {
  return (
    <Dialog kind="side" label={strings.panel} close={close}>
      <Panel app={app} />
    </Dialog>
  )
}
