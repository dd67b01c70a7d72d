import { parseJson } from '../json.js'
import { type ReplyToken, ReplyTokens } from './reply-tokens.js'
import { ThoughtWords } from './words.js'

export interface ThoughtFilterOptions {
  /**
   * Whether the beginning is kept back until thoughts that nothing opened end: `known` of a model that does so, `always`
   * until the whole reply is there, where it isn't streamed. Default: `likely`, where it begins as thoughts begin.
   */
  holds?: 'likely' | 'known' | 'always' | undefined
}

/** Takes thoughts and marks of chat templates out of a reply that comes in pieces. */
export interface ThoughtFilter {
  /** What of the reply is sure to be its words now. */
  push(text: string): string
  /** The rest of it. */
  end(): string
  /** Whether thoughts ended that nothing had opened, as chat templates do that open them in the prompt. */
  readonly closedUnopened: boolean
}

/** The words of a whole reply, without thoughts and marks. JSON is left as it is, whatever its texts speak of. */
export function stripThoughts(text: string): { text: string; closedUnopened: boolean } {
  if (parseJson(text) !== undefined) return { text, closedUnopened: false }
  const filter = createThoughtFilter({ holds: 'always' })
  const words = filter.push(text) + filter.end()
  return { text: words, closedUnopened: filter.closedUnopened }
}

/** See `ThoughtFilter`. Cutting the reply into other pieces gives the same words. */
export function createThoughtFilter({ holds = 'likely' }: ThoughtFilterOptions = {}): ThoughtFilter {
  const tokens = new ReplyTokens()
  const out = new ThoughtWords(holds)
  let mode: 'words' | 'thought' | 'header' | 'hidden' = 'words'
  let thought = new Thought()
  let header = new Header()
  /** What stands around the answer after thoughts. */
  let around: string | undefined

  const begin = (token: ReplyToken) => {
    if (mode !== 'header') header = new Header()
    header.take(token)
    out.closeOpened()
    mode = 'header'
  }
  const inWords = (token: ReplyToken) => {
    if (token.kind === 'text' || token.kind === 'code') out.write(token.raw)
    else if (token.kind === 'closing') out.writeUnlessLast(token.raw)
    else if (token.kind === 'open') {
      thought = new Thought(token, token.startsLine || out.isEmpty)
      mode = 'thought'
    } else if (token.kind === 'close') out.closeUnopened()
    else if (token.kind === 'header') begin(token)
    else if (token.kind === 'answer') inAnswer(token)
    else if (token.kind === 'message' && out.dropBareChannel()) mode = 'hidden'
    else out.remove()
  }
  const inAnswer = ({ raw, name = '' }: ReplyToken) => {
    if (out.isAfterThoughts && !name.startsWith('/')) {
      around = name
      out.remove()
    } else if (around !== undefined && name === `/${around}`) out.writeUnlessLast(raw)
    else out.write(raw)
  }
  const read = (token: ReplyToken) => {
    if (mode === 'words') return inWords(token)
    if (mode === 'thought') {
      if (!thought.take(token)) return
      out.closeOpened()
      mode = 'words'
    } else if (token.kind === 'header') begin(token)
    else if (mode === 'hidden') {
      if (token.kind === 'end') mode = 'words'
    } else {
      const read = header.take(token)
      if (read === 'more') return
      mode = read
      if (read === 'words') out.write(header.spill)
    }
  }

  const run = (isWhole: boolean) => {
    for (let token = tokens.next(isWhole); token; token = tokens.next(isWhole)) read(token)
  }
  return {
    get closedUnopened() {
      return out.closedUnopened
    },
    push(text) {
      tokens.push(text)
      run(false)
      return out.flush()
    },
    end() {
      run(true)
      if (mode === 'thought') out.write(thought.leftOver())
      return out.end()
    },
  }
}

/** Thoughts that were opened. */
class Thought {
  private raw: string
  private depth = 1
  /** What stands after the last mark that closed, where more were opened than closed. */
  private afterClose: string | undefined

  constructor(
    opening?: ReplyToken,
    private readonly isSure = true,
  ) {
    this.raw = opening?.raw ?? ''
  }

  /** Whether the thoughts end with this. */
  take({ kind, raw }: ReplyToken): boolean {
    this.raw += raw
    if (kind === 'open') this.depth++
    if (kind === 'close') {
      this.depth--
      this.afterClose = ''
    } else if (this.afterClose !== undefined) this.afterClose += raw
    return this.depth === 0
  }

  /** What of thoughts that never closed are words after all. */
  leftOver(): string {
    if (this.afterClose !== undefined) return this.afterClose
    // A fence that was left open may hide the end.
    const hidden = this.raw.lastIndexOf('</')
    const closing =
      hidden < 0 ? null : /^<\/(?:think|thinking|thoughts?|reasoning)>/i.exec(this.raw.slice(hidden))
    if (closing) return this.raw.slice(hidden + closing[0].length)
    // "Models write <think> before they answer": a mark in the middle of a line that is never closed is spoken of.
    return this.isSure ? '' : this.raw
  }
}

const maxHeader = 200

/** The beginning of a message: its role or its channel. */
class Header {
  private text = ''
  private isOneLine = false
  private isChannel = false
  /** Words that came behind it. */
  spill = ''

  /** `more`, or whether what follows is words or hidden. */
  take({ kind, raw, name }: ReplyToken): 'more' | 'words' | 'hidden' {
    if (kind === 'header') {
      if (name !== 'constrain') this.text = ''
      this.isChannel ||= name === 'channel'
      this.isOneLine = name === 'im_start' || name === 'start_of_turn'
      return 'more'
    }
    if (kind === 'message') return this.verdict()
    if (kind === 'end') return 'words'
    this.text += raw
    const end = this.text.indexOf('\n')
    if (this.isOneLine && end >= 0) {
      this.spill = this.text.slice(end + 1)
      this.text = this.text.slice(0, end)
      return this.verdict()
    }
    if (this.text.length <= maxHeader) return 'more'
    this.spill = this.text
    return 'words'
  }

  private verdict(): 'words' | 'hidden' {
    const name = this.text.trim().toLowerCase()
    if (this.isChannel) return /^final\b/.test(name) ? 'words' : 'hidden'
    return /^(?:assistant|model|)$/.test(name) ? 'words' : 'hidden'
  }
}
