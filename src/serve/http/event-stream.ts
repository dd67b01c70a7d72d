import { knowBody, type TextPiece, type TextPieces } from './write-reply.js'

export interface EventStreamOptions {
  /** Time between comments that keep the connection open, milliseconds. */
  pingMs: number
  /** Longest time that a reader may leave the stream unread, milliseconds. */
  slowReaderMs: number
  /** Called when the stream begins; what it returns, when it is over. */
  onOpen?: (() => () => void) | undefined
  /** Called once when it is over, however it ended. */
  onOver?: (() => void) | undefined
  /** Called once when the reader has gone or was too slow. */
  onGone: () => void
  headers?: Record<string, string> | undefined
  /** Changes each frame before it is sent. Default: it stays as it is. */
  rewrite?: ((frame: string) => string) | undefined
}

/** One frame of server-sent events. Its data has no line breaks of its own: JSON, or a word. */
export function formatFrame({
  data,
  event,
  id,
}: {
  data: string
  event?: string | undefined
  id?: string | undefined
}): string {
  return `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`
}

/** About the most characters of frames that are sent together. */
const joinedCharacters = 16_000

/**
 * A reply of server-sent events. Frames are asked for when the reader has taken those before, so that a slow reader holds
 * nothing up and next to nothing in memory. Where they fail, the reply breaks off.
 */
export function eventStream(frames: AsyncIterable<string>, options: EventStreamOptions): Response {
  const pieces = joinFrames(frames, options)
  return knowBody(
    new Response(streamOf(pieces), {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
        ...options.headers,
      },
    }),
    pieces,
  )
}

/** Frames with those that come right after them, and comments between those that are long in coming. */
function joinFrames(
  frames: AsyncIterable<string>,
  { pingMs, slowReaderMs, onOpen, onOver, onGone, rewrite = (frame) => frame }: EventStreamOptions,
): TextPieces {
  const iterator = frames[Symbol.asyncIterator]()
  let coming: Promise<IteratorResult<string>> | undefined
  let isFirst = true
  let isOver = false
  const onClose = onOpen?.()

  function end(): boolean {
    if (isOver) return false
    isOver = true
    onClose?.()
    onOver?.()
    return true
  }

  /** Each write to a connection costs more than a frame. */
  async function withReadyFrames(first: string): Promise<TextPiece> {
    let text = first
    // The first one goes alone, at once: the client waits for it.
    while (!isFirst && text.length < joinedCharacters) {
      coming ??= iterator.next()
      const next = await withinTurn(coming)
      // A failure is for the next piece.
      if (!next) break
      if (next.done) {
        end()
        return { text, isLast: true }
      }
      coming = undefined
      text += rewrite(next.value)
    }
    isFirst = false
    return { text, isLast: false }
  }

  return {
    slowReaderMs,
    async next() {
      if (isOver) return { text: '', isLast: true }
      coming ??= iterator.next()
      try {
        const next = await withinPing(coming, pingMs)
        if (next === undefined) return { text: ': ping\n\n', isLast: false }
        if (!next.done) {
          coming = undefined
          return await withReadyFrames(rewrite(next.value))
        }
        end()
        return { text: '', isLast: true }
      } catch (thrown) {
        end()
        throw thrown
      }
    },
    leave() {
      if (!end()) return
      onGone()
      // Not awaited: what the frames wait for may end only because of `onGone`.
      iterator.return?.().catch(() => undefined)
    },
  }
}

/** The same as a stream, for servers that are not ours. */
function streamOf(pieces: TextPieces): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let unread: NodeJS.Timeout | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(unread)
        const { text, isLast } = await pieces.next()
        if (text !== '') controller.enqueue(encoder.encode(text))
        if (isLast) return controller.close()
        unread = setTimeout(() => {
          pieces.leave()
          controller.error(new Error('The reader was too slow.'))
        }, pieces.slowReaderMs)
        unread.unref()
      },
      cancel() {
        clearTimeout(unread)
        pieces.leave()
      },
    },
    { highWaterMark: 0 },
  )
}

/** The next frame, or undefined when it is not there within this turn of the event loop, or is a failure. */
function withinTurn<T>(coming: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    coming.then(resolve, () => resolve(undefined))
    setImmediate(() => resolve(undefined))
  })
}

/** The next frame, or undefined when it takes longer than a ping. */
function withinPing<T>(coming: Promise<T>, pingMs: number): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), pingMs)
    coming.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
