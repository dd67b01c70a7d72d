/** 0 answered, 1 failed, 2 wrong usage, 3 answered in part, 130 stopped by Ctrl-C. */
export const exitCodes = { answered: 0, failed: 1, usage: 2, partly: 3, interrupted: 130 } as const
