// What of the page is open. One sheet at a time; the two side panels of a wide window are preferences.
import { type Signal, signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** `chats` and `panel` are sheets on a phone; the others are dialogs everywhere. `chat` is what is asked of the open chat: model, system prompt, temperature. */
export type Sheet = 'none' | 'chats' | 'panel' | 'settings' | 'help' | 'chat' | 'doctor'

export interface Ui {
  readonly sheet: Signal<Sheet>
  /** Something opened over the page: going back calls `close`. Gives back what tells that it was closed. */
  readonly over: (close: () => void) => () => void
}

export const createUi = (over: Ui['over'] = () => () => undefined): Ui => ({ sheet: signal<Sheet>('none'), over })

export const UiContext = createContext<Ui>(createUi())
export const useUi = (): Ui => useContext(UiContext)
