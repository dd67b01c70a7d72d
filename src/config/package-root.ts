import { fileURLToPath } from 'node:url'

/** Root of this package: where `config/`, `models/` and `samples/` are. */
export const packageRoot = fileURLToPath(new URL('../../', import.meta.url))
