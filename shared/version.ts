// The version that both sides are of: a page that meets another one asks to be loaded again.

/** As in package.json; a test holds them together. */
export const VERSION = '0.1.0'
