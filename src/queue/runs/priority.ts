/**
 * Which runs go first: `interactive` for runs that somebody waits for, `batch` for those that may wait. Interactive runs have
 * a queue and drivers' places of their own, and their steps go before those of batch runs in every lane.
 */
export type Priority = 'interactive' | 'batch'
export const priorities: readonly Priority[] = ['interactive', 'batch']
