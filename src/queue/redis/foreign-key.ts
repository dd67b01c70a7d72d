import { SwitchyardError } from '../../core/errors.js'

/** Whether Redis refused a command because the key's value is of another type. */
export const isWrongType = (error: unknown): error is Error =>
  error instanceof Error && error.message.includes('WRONGTYPE')

/** What is said of a key under our namespace that something else has written. */
export const foreignKey = (key: string, effect: string): SwitchyardError =>
  new SwitchyardError(
    'INVALID_CONFIG',
    `Something else has written ${key} in this Redis: its value is of a wrong type. ${effect} Look with \`redis-cli TYPE\`, rename or delete it, or take another namespace.`,
  )
