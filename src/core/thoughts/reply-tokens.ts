/** A piece of a reply: words, code, or a mark that a model writes beside its words. */
export interface ReplyToken {
  /**
   * `open`, `close`: around thoughts. `header`: the beginning of a message of some role or channel. `message`: its end of
   * header. `end`: the end of a message. `closing`: a mark that is one only as the last thing of a reply.
   */
  kind: 'text' | 'code' | 'open' | 'close' | 'header' | 'message' | 'end' | 'closing' | 'mark'
  raw: string
  /** The name in a mark, in lower case. */
  name?: string | undefined
  /** Whether nothing but spaces stands before it on its line. */
  startsLine: boolean
}

/** `<think>` and its kin. */
const thoughtNames =
  /^(?:think|thinking|thoughts?|reasoning|reflection|scratchpad|inner_monologue|antthinking|seed:think)$/

/** Marks of chat templates, such as `<|im_end|>`, by the name in them. */
const specialKinds: readonly [RegExp, ReplyToken['kind']][] = [
  [/^(?:begin_of_thought|start_thinking|thinking_start)$/, 'open'],
  [/^(?:end_of_thought|end_thinking|thinking_end)$/, 'close'],
  [/^(?:start|channel|im_start|start_header_id|constrain)$/, 'header'],
  [/^(?:message|end_header_id)$/, 'message'],
  [/^(?:end|return|call|im_end|eot_id|eom_id)$/, 'end'],
]

/** A line or a piece of code in a line that is longer than this is taken as words. */
const maxCode = 2000

/**
 * Cuts a reply that comes in pieces into tokens. Code, in a line or fenced, is one kind of token whatever stands in it.
 * How the reply was cut into pieces makes no difference to the tokens' text.
 */
export class ReplyTokens {
  private rest = ''
  private isLineStart = true
  private fence: string | undefined
  /** Whether the line in a fence was begun before and can't end the fence. */
  private inFenceLine = false

  push(text: string): void {
    this.rest += text
  }

  /** The next token; undefined where more must come first. `isWhole`: nothing more will come. */
  next(isWhole: boolean): ReplyToken | undefined {
    if (this.rest === '') return undefined
    if (this.fence) return this.fenced(this.fence, isWhole)
    const first = this.rest[0]
    if (this.isLineStart) {
      // Fences in lists stand deep.
      const indent = /^[ \t]+/.exec(this.rest)?.[0]
      if (indent) return this.take('text', indent.length)
      const fence = this.fenceStart(isWhole)
      if (fence !== 'none') return fence === 'wait' ? undefined : fence
    }
    if (first === '`') return this.inlineCode(isWhole)
    if (first === '<' || first === '[' || first === '◁') return this.mark(isWhole)
    const words = /^(?:\n|[^<[◁`\n]+)/.exec(this.rest)?.[0] ?? this.rest
    return this.take('text', words.length)
  }

  private take(kind: ReplyToken['kind'], length: number, name?: string): ReplyToken {
    const raw = this.rest.slice(0, length)
    this.rest = this.rest.slice(length)
    const startsLine = this.isLineStart
    this.isLineStart = raw.endsWith('\n') || (startsLine && raw.trim() === '')
    return { kind, raw, startsLine, name }
  }

  private fenceStart(isWhole: boolean): ReplyToken | 'none' | 'wait' {
    const marks = /^(`{3,}|~{3,})/.exec(this.rest)
    if (!marks?.[1]) {
      return !isWhole && /^(?:`{1,2}|~{1,2})$/.test(this.rest) ? 'wait' : 'none'
    }
    const end = this.lineEnd()
    if (end < 0 && !isWhole && this.rest.length < maxCode) return 'wait'
    const line = this.rest.slice(0, end < 0 ? maxCode : end + 1)
    // With a backtick after it, it is code within the line.
    if (marks[1].startsWith('`') && line.slice(marks[0].length).includes('`')) return 'none'
    this.fence = marks[1]
    this.inFenceLine = false
    return this.take('code', line.length)
  }

  private fenced(fence: string, isWhole: boolean): ReplyToken | undefined {
    const end = this.rest.indexOf('\n')
    const line = end < 0 ? this.rest : this.rest.slice(0, end + 1)
    if (!this.inFenceLine) {
      const mayClose = line.trim() === '' || line.trim() === (fence[0] ?? '').repeat(line.trim().length)
      if (end < 0 && !isWhole && mayClose && line.length < maxCode) return undefined
      if (mayClose && line.trim().length >= fence.length) this.fence = undefined
    }
    this.inFenceLine = end < 0
    return this.take('code', line.length)
  }

  /** Where the line ends, in the first `maxCode` characters: looking further at each mark would take time by its square. */
  private lineEnd(): number {
    return this.rest.slice(0, maxCode).indexOf('\n')
  }

  private inlineCode(isWhole: boolean): ReplyToken | undefined {
    const ticks = /^`+/.exec(this.rest)?.[0] ?? ''
    const newline = this.lineEnd()
    const line = this.rest.slice(0, newline < 0 ? maxCode : newline)
    for (const { 0: run, index } of line.slice(ticks.length).matchAll(/`+/g)) {
      const after = ticks.length + index + run.length
      // More backticks of this run may come.
      if (after === this.rest.length && !isWhole) return undefined
      if (run === ticks) return this.take('code', after)
    }
    if (newline < 0 && !isWhole && this.rest.length < maxCode) return undefined
    return this.take('text', ticks.length)
  }

  private mark(isWhole: boolean): ReplyToken | undefined {
    const found = markIn(this.rest)
    if (found) return this.take(found.kind, found.raw.length, found.name)
    return !isWhole && mayBecomeMark.test(this.rest) ? undefined : this.take('text', 1)
  }
}

/** The beginning of something that `markIn` would find once more has come. */
const mayBecomeMark =
  /^(?:<[/|｜]?[\p{L}\p{N}_:]{0,40}[|｜]?|\[\/?(?:T|TH|THI|THIN|THINK)?|◁\/?(?:t|th|thi|thin|think)?)$/u

function markIn(text: string): { kind: ReplyToken['kind']; raw: string; name: string } | undefined {
  const around = /^(?:\[(\/?)(THINK)\]|◁(\/?)(think)▷)/.exec(text)
  if (around) {
    const closes = (around[1] ?? around[3]) === '/'
    return { kind: closes ? 'close' : 'open', raw: around[0], name: 'think' }
  }
  const special = /^<([|｜])([\p{L}\p{N}_]{1,40})[|｜]>/u.exec(text)
  if (special) {
    const name = (special[2] ?? '').toLowerCase()
    const kind = specialKinds.find(([names]) => names.test(name))?.[1] ?? 'mark'
    return { kind, raw: special[0], name }
  }
  const gemma = /^<(?:(\|channel)|(channel\|))>/.exec(text)
  if (gemma) return { kind: gemma[1] ? 'open' : 'close', raw: gemma[0], name: 'channel' }
  const tag = /^<(\/?)([\w:]{1,40})>/.exec(text)
  if (!tag) return undefined
  const [raw, slash, written = ''] = tag
  const name = written.toLowerCase()
  if (thoughtNames.test(name)) return { kind: slash ? 'close' : 'open', raw, name }
  if (name === 's') return slash ? { kind: 'closing', raw, name } : undefined
  if (slash) return undefined
  if (name === 'unused94' || name === 'unused95')
    return { kind: name === 'unused94' ? 'open' : 'close', raw, name }
  if (name === 'start_of_turn') return { kind: 'header', raw, name }
  if (name === 'end_of_turn') return { kind: 'end', raw, name }
  return name === 'eos' || name === 'bos' ? { kind: 'mark', raw, name } : undefined
}
