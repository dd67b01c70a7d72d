import type { Server } from 'node:http'
import { SwitchyardError } from '../../core/errors.js'

export interface Listening {
  /** With the port that was given; no slash at its end. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Has a server listen. Port 0: a free one. `flag` names what to change when the port can't be had.
 *
 * @throws SwitchyardError `INVALID_CONFIG` when the port can't be had
 */
export async function listen(
  server: Server,
  { host, port, what, flag }: { host: string; port: number; what: string; flag: string },
): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    // Stays: a connection that can't be taken, for want of file handles, is an error too, and no reason to end.
    server.on('error', (cause) =>
      reject(
        new SwitchyardError(
          'INVALID_CONFIG',
          `No ${what} at ${host}:${port} (${cause.message}). Take another ${flag}, or leave it out.`,
          { cause },
        ),
      ),
    )
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
