// A box over the page: in the middle (a sheet from below on a phone), or from the right. The browser's own dialog keeps the focus, and gives it back.
import type { ComponentChildren } from 'preact'
import { useContext, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { DialogFoot } from './dialog-foot.ts'
import './dialog.css'
import { focusThread } from './focus.ts'
import { strings } from './strings.ts'
import { useUi } from './ui.ts'

interface Props {
  /** Stands above what is in it, and is its name. */
  readonly label: string
  /** Called when the person wants it closed, and when it has closed. */
  readonly close: () => void
  readonly kind: 'dialog' | 'side'
  /** Nothing in it takes the focus: what scrolls does, so that the keyboard reaches all of it. */
  readonly reads?: boolean
  readonly children: ComponentChildren
}

/** What is in it has the focus first where it says `data-focus`; else the button that closes it has. */
export function Dialog({ label, close, kind, reads = false, children }: Props) {
  const element = useRef<HTMLDialogElement>(null)
  const title = useId()
  const foot = useContext(DialogFoot)
  const { over } = useUi()
  const closing = useRef(close)
  closing.current = close
  /** The pointer went down beside the box: a text that is marked out to there closes nothing. */
  const beside = useRef(false)
  useLayoutEffect(() => {
    const box = element.current
    if (!box) return undefined
    box.showModal()
    const closed = over(() => closing.current())
    box.querySelector<HTMLElement>('[data-focus]')?.focus()
    return () => {
      closed()
      box.close()
      // What had the focus before may be gone, or nothing had it.
      const focused = document.activeElement
      if (focused === null || focused === document.body || box.contains(focused)) focusThread()
    }
  }, [])

  return (
    // Escape is the way to close it without a pointer, and the browser's own.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      class="dialog"
      data-kind={kind}
      ref={element}
      aria-labelledby={title}
      onClose={close}
      onPointerDown={(event) => (beside.current = event.target === event.currentTarget)}
      onClick={(event) => beside.current && event.target === event.currentTarget && close()}
    >
      <div class="inside">
        <div class="top">
          <h2 id={title}>{label}</h2>
          <button type="button" class="button quiet" onClick={close}>
            {strings.close}
          </button>
        </div>
        <div class="content" {...(reads && { tabIndex: 0, role: 'region', 'aria-labelledby': title })}>
          {children}
        </div>
        {foot()}
      </div>
    </dialog>
  )
}
