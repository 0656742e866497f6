// What stands at the foot of every box over the page: what is said meanwhile, as the page behind it cannot be reached.
import { createContext, type VNode } from 'preact'

export const DialogFoot = createContext<() => VNode | null>(() => null)
