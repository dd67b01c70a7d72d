import { createParser, type EventSourceParser } from 'eventsource-parser'

/** Reads the messages of a reply, and gives those that are sent on instead. */
export interface MessageReader {
  read(data: unknown, about: { event?: string | undefined; isWhole: boolean }): unknown[]
  end(about: { isSaid: boolean }): unknown[]
}

/** More characters than any reply has; guards memory against a server that never ends a line. */
const maxCharacters = 16_000_000

/**
 * A stream of server-sent events, or one JSON document in its place whatever its content type, to a stream of events
 * whose messages a reader has seen. What is no JSON passes as it is, for the client to say so.
 */
export function createSseTransform(createReader: () => MessageReader): TransformStream<string, string> {
  const reader = createReader()
  let document: string | undefined
  let parser: EventSourceParser | undefined
  let start = ''
  let characters = 0
  let isDone = false
  return new TransformStream({
    transform(text, controller) {
      characters += text.length
      if (characters > maxCharacters) return controller.error(new Error('The reply is far too long.'))
      if (document !== undefined) {
        document += text
        return
      }
      if (!parser) {
        start += text
        const first = start.trimStart()[0]
        if (first === undefined) return
        if (first === '{') {
          document = start
          return
        }
        parser = createParser({
          onEvent: ({ data, event }) => {
            if (isDone) return
            const isEnd = data.startsWith('[DONE]')
            isDone = isEnd
            const messages = isEnd ? reader.end({ isSaid: true }) : readJson(data, event, reader)
            for (const message of messages) controller.enqueue(written(message))
            if (isEnd) controller.enqueue('data: [DONE]\n\n')
          },
        })
        parser.feed(start)
        return
      }
      parser.feed(text)
    },
    flush(controller) {
      // The last event of some servers is not followed by an empty line.
      parser?.feed('\n\n')
      if (isDone) return
      const messages =
        document === undefined ? reader.end({ isSaid: false }) : readJson(document, undefined, reader, true)
      for (const message of messages) controller.enqueue(written(message))
    },
  })
}

/** What could not be read, for the client to stumble over. */
class Unreadable {
  constructor(readonly text: string) {}
}

function readJson(
  text: string,
  event: string | undefined,
  reader: MessageReader,
  isWhole = false,
): unknown[] {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return [new Unreadable(text)]
  }
  return reader.read(data, { event, isWhole })
}

const written = (message: unknown): string =>
  `data: ${message instanceof Unreadable ? message.text.replace(/[\r\n]+/g, ' ') : JSON.stringify(message)}\n\n`
