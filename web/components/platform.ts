// Which machine the person sits at, as far as its keys differ.

/** On a Mac the Alt key writes, and commands have a key of their own. */
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)
