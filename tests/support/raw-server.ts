import { type AddressInfo, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** How a server frames a body of `size` bytes, and what it does with the connection afterwards. */
export interface Framing {
  head: string
  /** Sent as one chunk of the chunked encoding. */
  isChunked?: boolean
  /** Stays open after the reply; default: the server ends the connection with its last byte. */
  staysOpen?: boolean
  /** Bytes beyond those promised, or fewer. */
  extraBytes?: number
  /** Ends the connection without a word. */
  hangsUp?: boolean
  /** Sends this many bytes at a time, each when the one before has gone out. */
  pieceBytes?: number
}

const pattern = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export const bodyOf = (size: number) => Buffer.alloc(size, pattern)

/** A server on the loopback address that writes each reply to its socket byte by byte, as `framing` says at that time. */
export async function rawServer(framing: (request: string) => Framing & { size: number }) {
  const sockets = new Set<Socket>()
  const requests: string[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      requests.push(data.toString('latin1'))
      const {
        size,
        head,
        isChunked,
        staysOpen,
        hangsUp,
        extraBytes = 0,
        pieceBytes,
      } = framing(data.toString('latin1'))
      if (hangsUp) return socket.end()
      const body = bodyOf(size + extraBytes)
      const framed = isChunked
        ? Buffer.concat([
            Buffer.from(body.length > 0 ? `${body.length.toString(16)}\r\n` : ''),
            body,
            Buffer.from(body.length > 0 ? '\r\n0\r\n\r\n' : '0\r\n\r\n'),
          ])
        : body
      const whole = Buffer.concat([Buffer.from(`${head}\r\n\r\n`), framed])
      const end = () => (staysOpen ? undefined : socket.end())
      if (pieceBytes === undefined) {
        socket.write(whole)
        end()
      } else sendPieces(socket, whole, pieceBytes, end)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    requests,
    get connections() {
      return sockets.size
    },
    url: (path = '/') => new URL(path, `http://127.0.0.1:${port}`),
  }
}

function sendPieces(socket: Socket, rest: Buffer, bytes: number, done: () => void): void {
  if (rest.length === 0 || socket.destroyed) {
    done()
    return
  }
  socket.write(rest.subarray(0, bytes), () =>
    setImmediate(() => sendPieces(socket, rest.subarray(bytes), bytes, done)),
  )
}
