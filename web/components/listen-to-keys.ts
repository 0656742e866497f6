// Listens to the keys of the whole page, and does what they say. Loaded once the page stands.
import { focusField, focusThread } from './focus.ts'
import { keyOf } from './keys.ts'
import type { App } from './phase-line.tsx'
import { isMac } from './platform.ts'
import { type Action, type KeyFacts, neighbour, shortcutOf } from './shortcuts.ts'
import type { Ui } from './ui.ts'
import { NARROW } from './use-media.ts'

/** Gives back what ends it. */
export function listenToKeys(app: App, ui: Ui): () => void {
  const down = (event: KeyboardEvent): void => {
    if (app.session.state.peek() !== 'in') return
    const action = shortcutOf(factsOf(event, app, ui))
    if (action === null) return
    event.preventDefault()
    act(action, app, ui)
  }
  document.addEventListener('keydown', down)
  return () => document.removeEventListener('keydown', down)
}

function factsOf(event: KeyboardEvent, app: App, ui: Ui): KeyFacts {
  const { key, code, altKey: alt, ctrlKey: ctrl, metaKey: meta, shiftKey: shift, defaultPrevented, target } = event
  return {
    key,
    code,
    alt,
    ctrl,
    meta,
    shift,
    taken: defaultPrevented || keyOf(event).composing,
    mac: isMac(),
    field: fieldOf(target),
    over: ui.sheet.peek() !== 'none' || app.editing.peek() !== null || document.querySelector('dialog[open]') !== null,
    held: event.repeat,
    finds: target instanceof Element && target.id === 'find',
    running: app.conversation.thread.peek().running !== null,
    single: app.preferences.all.peek().keys === 'on',
  }
}

function fieldOf(target: EventTarget | null): KeyFacts['field'] {
  const writes = target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target instanceof HTMLInputElement
  if (!writes) return target instanceof HTMLElement && target.isContentEditable ? 'text' : 'none'
  return target.value === '' ? 'empty' : 'text'
}

function act(action: Action, app: App, ui: Ui): void {
  switch (action) {
    case 'new_chat':
      app.newChat()
      return focusField()
    case 'find':
      if (matchMedia(NARROW).matches) ui.sheet.value = 'chats'
      else app.preferences.set('list', 'shown')
      // Where the list was not there, it is only now.
      requestAnimationFrame(() => document.getElementById('find')?.focus())
      return undefined
    case 'help':
      ui.sheet.value = 'help'
      return undefined
    case 'stop':
      // The button that stops may have had the focus, and goes.
      if (document.activeElement?.matches('.composer .stop')) focusThread()
      void app.conversation.stop()
      return undefined
    case 'previous':
    case 'next': {
      const ids = app.lines.peek().map(({ id }) => id)
      const to = neighbour(ids, app.conversation.id.peek(), action)
      if (to === null) return undefined
      // What has the focus in the messages goes with them.
      if (document.activeElement?.closest('#thread')) focusThread()
      app.select(to)
      return undefined
    }
  }
}
