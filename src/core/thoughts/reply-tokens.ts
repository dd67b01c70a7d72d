/** A piece of a reply: words, code, or a mark that a model writes beside its words. */
export interface ReplyToken {
  /**
   * `open`, `close`: around thoughts. `header`: the beginning of a message of some role or channel. `message`: its end of
   * header. `end`: the end of a message. `closing`: a mark that is one only as the last thing of a reply. `answer`: what
   * may begin and end the answer after thoughts.
   */
  kind: 'text' | 'code' | 'open' | 'close' | 'header' | 'message' | 'end' | 'closing' | 'answer' | 'mark'
  raw: string
  /** The name in a mark, in lower case. */
  name?: string | undefined
  /** Whether nothing but spaces stands before it on its line. */
  startsLine: boolean
}

/** `<think>` and its kin. */
const thoughtNames =
  /^(?:(?:\w+:)?think|thinking|thoughts?|reasoning|reflection|scratchpad|antthinking|cot|chain_of_thought|(?:inner|internal)_(?:monologue|thoughts?)|(?:thought|thinking|reasoning)_process)$/
/** What some models put around their answer when their thoughts are over. */
const answerNames = /^(?:answer|response|output|final_answer)$/

/** Marks of chat templates, such as `<|im_end|>`, by the name in them. */
const specialKinds: readonly [RegExp, ReplyToken['kind']][] = [
  [/^(?:think|thinking|begin_of_thought|start_thinking|think(?:ing)?_start)$/, 'open'],
  [/^(?:\/think|\/thinking|end_of_thought|end_thinking|think(?:ing)?_end)$/, 'close'],
  [/^(?:start|channel|im_start|start_header_id|constrain)$/, 'header'],
  [/^(?:message|end_header_id)$/, 'message'],
  [/^(?:end|return|call|im_end|eot_id|eom_id)$/, 'end'],
]

/** How a reply in channels begins, and goes on to its answer, where the marks around their names are lost. */
const bareBeginning = 'analysis'
const bareFinal = 'assistantfinal'

/** A line or a piece of code in a line that is longer than this is taken as words. */
const maxCode = 2000

/**
 * Cuts a reply that comes in pieces into tokens. Code, in a line or fenced, is one kind of token whatever stands in it.
 * How the reply was cut into pieces makes no difference to the tokens' text.
 */
export class ReplyTokens {
  private rest = ''
  /** Whether the reply begins with the bare name of a channel; undefined until that much has come. */
  private isBare: boolean | undefined
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
    if (this.isBare === undefined) {
      if (!isWhole && this.rest.length < bareBeginning.length && bareBeginning.startsWith(this.rest))
        return undefined
      this.isBare = this.rest.startsWith(bareBeginning)
    }
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
    return this.isBare ? this.bare(words, isWhole) : this.take('text', words.length)
  }

  /** Words of a server that dropped the marks of channels and kept their names. */
  private bare(words: string, isWhole: boolean): ReplyToken | undefined {
    const at = words.indexOf(bareFinal)
    if (at === 0) {
      this.isBare = false
      return this.take('close', bareFinal.length, 'final')
    }
    if (at > 0) return this.take('text', at)
    if (isWhole || words.length < this.rest.length) return this.take('text', words.length)
    // Its name may still be cut.
    let kept = Math.min(bareFinal.length - 1, words.length)
    while (kept > 0 && !bareFinal.startsWith(words.slice(words.length - kept))) kept -= 1
    return kept === words.length ? undefined : this.take('text', words.length - kept)
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
    const mayBecome =
      mayBecomeMark.test(this.rest) || [...finalMarks.keys()].some((mark) => mark.startsWith(this.rest))
    return !isWhole && mayBecome ? undefined : this.take('text', 1)
  }
}

/** The beginning of something that `markIn` would find once more has come. */
const mayBecomeMark =
  /^(?:<[/|｜]?\/?[\p{L}\p{N}_:▁]{0,40}[|｜]?|<[a-z_:]{3,40}\s[^<>\n]{0,100}|\[\/?(?:T|TH|THI|THIN|THINK)?|\[\|\w{0,20}\|?|◁\/?(?:t|th|thi|thin|think)?)$/iu

/** `[BEGIN FINAL RESPONSE]` ends thoughts that nothing opened. */
const finalMarks: ReadonlyMap<string, ReplyToken['kind']> = new Map([
  ['[BEGIN FINAL RESPONSE]', 'close'],
  ['[END FINAL RESPONSE]', 'closing'],
])

function markIn(text: string): { kind: ReplyToken['kind']; raw: string; name: string } | undefined {
  const around = /^(?:\[(\/?)(THINK)\]|◁(\/?)(think)▷)/.exec(text)
  if (around) {
    const closes = (around[1] ?? around[3]) === '/'
    return { kind: closes ? 'close' : 'open', raw: around[0], name: 'think' }
  }
  for (const [raw, kind] of finalMarks) if (text.startsWith(raw)) return { kind, raw, name: 'final' }
  const turn = /^\[\|(\w{1,20})\|\]/.exec(text)
  if (turn) return { kind: 'mark', raw: turn[0], name: (turn[1] ?? '').toLowerCase() }
  const special = /^<([|｜])(\/?[\p{L}\p{N}_▁]{1,40})[|｜]>/u.exec(text)
  if (special) {
    const name = (special[2] ?? '').toLowerCase()
    const kind = specialKinds.find(([names]) => names.test(name))?.[1] ?? 'mark'
    return { kind, raw: special[0], name }
  }
  const gemma = /^<(?:(\|channel)|(channel\|))>/.exec(text)
  if (gemma) return { kind: gemma[1] ? 'open' : 'close', raw: gemma[0], name: 'channel' }
  const withValues = /^<([a-z_:]{3,40})\s[^<>\n]{0,100}>/i.exec(text)
  if (withValues && thoughtNames.test((withValues[1] ?? '').toLowerCase()))
    return { kind: 'open', raw: withValues[0], name: (withValues[1] ?? '').toLowerCase() }
  const tag = /^<(\/?)([\w:]{1,40})>/.exec(text)
  if (!tag) return undefined
  const [raw, slash, written = ''] = tag
  const name = written.toLowerCase()
  if (thoughtNames.test(name)) return { kind: slash ? 'close' : 'open', raw, name }
  if (answerNames.test(name)) return { kind: 'answer', raw, name: `${slash}${name}` }
  if (name === 's') return slash ? { kind: 'closing', raw, name } : undefined
  if (slash) return undefined
  if (name === 'unused94' || name === 'unused95')
    return { kind: name === 'unused94' ? 'open' : 'close', raw, name }
  if (name === 'start_of_turn') return { kind: 'header', raw, name }
  if (name === 'end_of_turn') return { kind: 'end', raw, name }
  return name === 'eos' || name === 'bos' ? { kind: 'mark', raw, name } : undefined
}
