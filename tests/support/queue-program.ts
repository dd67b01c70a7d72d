import { join } from 'node:path'
import { packageRoot } from '../../src/config/package-root.js'

/** The program of a process of the queue: `queue-process.mjs`, joined into few files before the tests run. */
export const queueProgram = join(packageRoot, 'node_modules/.cache/queue-process/queue-process.mjs')
