// Where a message has other versions, the way to them; loaded when the first such message is seen.
import { lazy } from './lazy.tsx'
import type { SiblingsProps } from './siblings.tsx'

const Steps = lazy<SiblingsProps>(() => import('./siblings.tsx').then((part) => part.SiblingSteps))

export const Siblings = (props: SiblingsProps) => (props.versions.includes(' ') ? <Steps {...props} /> : null)
