// Which model the chat is asked of, in the header; behind it is how it is asked.
import { lazy } from './lazy.tsx'
import './model-button.css'
import type { Health } from '../../shared/health.ts'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'
import { useUi } from './ui.ts'

const ChatSheet = lazy(async () => (await import('./chat-settings-form.tsx')).ChatSheet)

export function ModelButton({ app }: { readonly app: App }) {
  const { sheet } = useUi()
  const name = app.settings.current.value.model ?? nameOf(app.health.health.value)
  const close = (): void => {
    if (sheet.peek() === 'chat') sheet.value = 'none'
  }
  return (
    <>
      <button
        type="button"
        class="model-button"
        aria-label={name === strings.someModel ? name : strings.modelIs(name)}
        aria-haspopup="dialog"
        title={name}
        onClick={() => (sheet.value = 'chat')}
      >
        <span>{name}</span>
      </button>
      {sheet.value === 'chat' && <ChatSheet app={app} close={close} />}
    </>
  )
}

/** The model that a chat without a wish would take. */
function nameOf(health: Health | null): string {
  if (!health || health.home.state === 'unknown') return strings.someModel
  return health.home.model?.id ?? health.model ?? (health.answers === 'demo' ? strings.demoModel : strings.noModel)
}
