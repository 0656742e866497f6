// Short words about what came of something, above the field. They stay while somebody looks at them.
import { useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { lazy } from './lazy.tsx'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'
import './toasts.css'

const ToastView = lazy(() => import('./toast-view.tsx').then((part) => part.ToastView))

export function Toasts({ app }: { readonly app: App }) {
  const { toasts } = app
  // A box that had the pointer or the focus tells nothing when it goes.
  useSignalEffect(() => {
    if (toasts.items.value.length === 0) toasts.release()
  })
  useEffect(() => () => toasts.release(), [toasts])
  return (
    <div class="toasts">
      <div
        class="pile"
        // An `output` has no place for paragraphs.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="status"
        aria-label={strings.outcomes}
        aria-atomic="false"
        onPointerEnter={toasts.hold}
        onPointerLeave={toasts.release}
        onFocusIn={toasts.hold}
        onFocusOut={toasts.release}
      >
        {toasts.items.value.map((toast) => (
          <ToastView key={toast.id} app={app} toast={toast} />
        ))}
      </div>
    </div>
  )
}
