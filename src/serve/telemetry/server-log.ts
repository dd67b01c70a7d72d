import pino from 'pino'
import type { HandlerOptions, RequestLog } from '../options.js'

/** How much a server writes. */
const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

export interface ServerLogOptions {
  level: LogLevel
  /** Takes the lines. */
  write: (text: string) => void
  /** Makes lines for people; without it they are JSON. */
  render?: ((line: LogLine) => string) | undefined
}

/** A line of the log before it is text. */
export interface LogLine {
  level: Exclude<LogLevel, 'silent'>
  time: Date
  message: string
  request?: RequestLog | undefined
}

/** Told of requests and failures by a server, as the options of the same names. */
export interface ServerLog {
  onRequest(entry: RequestLog): void
  onFault: NonNullable<HandlerOptions['onFault']>
}

/** What programs ask for again and again, of no interest to people. */
const probes = /^\/(healthz|readyz|metrics)$/

/** The log of a server: a line for each request and each failure of the server itself. Ids and sizes, never content. */
export function createServerLog({ level, write, render }: ServerLogOptions): ServerLog {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  )
  const log = (line: Omit<LogLine, 'time'>, fields: object): void => {
    if (!logger.isLevelEnabled(line.level)) return
    if (render) write(`${render({ ...line, time: new Date() })}\n`)
    else logger[line.level](fields, line.message)
  }
  return {
    onRequest(request) {
      const { owner: key, durationMs, ...rest } = request
      log(
        { level: levelOf(request), message: 'request', request },
        { ...rest, key, durationMs: Math.round(durationMs * 10) / 10 },
      )
    },
    onFault: ({ requestId, description }) =>
      log({ level: 'error', message: `request ${requestId} failed: ${description}` }, { requestId }),
  }
}

function levelOf({ route, status }: RequestLog): LogLine['level'] {
  if (status === 500) return 'error'
  // The operator has to set something up, a provider failed, there is too much to do.
  if (status > 500) return 'warn'
  return probes.test(route) ? 'debug' : 'info'
}
