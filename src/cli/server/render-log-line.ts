import type { LogLine } from '../../serve/telemetry/server-log.js'
import type { Colors } from '../ui/terminal.js'

/** A line of the server's log for people: `12:30:05 POST /v1/chat/completions 200 34 ms, key 4f1c..., 8e2a...`. */
export function renderLogLine({ level, time, message, request }: LogLine, color: Colors): string {
  const clock = color.dim(time.toTimeString().slice(0, 8))
  if (!request) return `${clock} ${level === 'error' ? color.red(level) : level} ${message}`
  const { method, route, status, durationMs, owner, requestId } = request
  const paint = status >= 500 ? color.red : status >= 400 ? color.yellow : color.green
  const who = owner === undefined || owner === 'local' ? '' : `, key ${owner}`
  return `${clock} ${method} ${route} ${paint(`${status}`)} ${Math.round(durationMs)} ms${who}${color.dim(`, ${requestId}`)}`
}
