// What can go wrong with asking the server, for those who show it.
export type { Failure, Unreachable } from '../api/api.ts'
