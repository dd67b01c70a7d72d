export interface EventStreamOptions {
  /** Time between comments that keep the connection open, milliseconds. */
  pingMs: number
  /** Longest time that a reader may leave the stream unread, milliseconds. */
  slowReaderMs: number
  /** Called when the stream begins; what it returns, when it is over. */
  onOpen?: (() => () => void) | undefined
  /** Called once when the reader has gone or was too slow. */
  onGone: () => void
  /** Ends the connection where the reader is too slow, or the frames fail. */
  disconnect?: (() => void) | undefined
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
 * nothing up and next to nothing in memory.
 */
export function eventStream(frames: AsyncIterable<string>, options: EventStreamOptions): Response {
  const { pingMs, slowReaderMs, onOpen, onGone, disconnect, headers, rewrite = (frame) => frame } = options
  const iterator = frames[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  let coming: Promise<IteratorResult<string>> | undefined
  let unread: NodeJS.Timeout | undefined
  let isFirst = true
  let isLeft = false
  const onOver = onOpen?.() ?? (() => {})

  function leave(): void {
    clearTimeout(unread)
    if (isLeft) return
    isLeft = true
    onOver()
    onGone()
    // Not awaited: what the frames wait for may end only because of `onGone`.
    iterator.return?.().catch(() => undefined)
  }

  function end(controller: ReadableStreamDefaultController<Uint8Array>): void {
    onOver()
    controller.close()
  }

  /** The end of the connection says it all; an error of the stream would be printed by the server's library. */
  function breakOff(controller: ReadableStreamDefaultController<Uint8Array>, error: unknown): void {
    if (disconnect) disconnect()
    else controller.error(error)
  }

  /** A frame with those that come right after it: each write to a connection costs more than a frame. */
  async function withReadyFrames(first: string): Promise<{ text: string; isLast: boolean }> {
    let text = first
    // The first one goes alone, at once: the client waits for it.
    while (!isFirst && text.length < joinedCharacters) {
      coming ??= iterator.next()
      const next = await withinTurn(coming)
      if (next === undefined) break
      coming = undefined
      if (next.done) return { text, isLast: true }
      text += rewrite(next.value)
    }
    isFirst = false
    return { text, isLast: false }
  }

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(unread)
        coming ??= iterator.next()
        let next: IteratorResult<string> | undefined
        try {
          next = await withinPing(coming, pingMs)
        } catch (thrown) {
          onOver()
          return breakOff(controller, thrown)
        }
        if (next === undefined) controller.enqueue(encoder.encode(': ping\n\n'))
        else {
          coming = undefined
          if (next.done) return end(controller)
          const { text, isLast } = await withReadyFrames(rewrite(next.value))
          controller.enqueue(encoder.encode(text))
          if (isLast) return end(controller)
        }
        unread = setTimeout(() => {
          leave()
          breakOff(controller, new Error('The reader was too slow.'))
        }, slowReaderMs)
        unread.unref()
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  )
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      ...headers,
    },
  })
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
