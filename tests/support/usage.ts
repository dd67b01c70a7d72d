import { createSpending } from '../../src/spending/spending.js'

/** The usage of a run that called nothing. */
export const noUsage = createSpending().usage()
