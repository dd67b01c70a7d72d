import { mayBeThought } from './may-be-thought.js'

/** The words of the reply on their way out. */
export class ThoughtWords {
  closedUnopened = false
  private ready = ''
  private held = ''
  private isHolding: boolean | undefined
  /** Spaces after something was taken out, which are dropped at the beginning and the end. */
  private pending: string | undefined
  private hasWords = false
  private lastMark = ''
  private hadThoughts = false

  constructor(private readonly holds: 'likely' | 'known' | 'always') {
    this.isHolding = holds === 'likely' ? undefined : true
  }

  get isEmpty(): boolean {
    return !this.hasWords
  }

  /** Whether thoughts are over and no word has come since. */
  get isAfterThoughts(): boolean {
    return this.hadThoughts && !this.hasWords
  }

  write(text: string): void {
    if (this.pending === undefined) this.add(text)
    else if (text.trim() === '') this.pending += text
    else {
      this.add(this.hasWords ? this.pending + text : text.trimStart())
      this.pending = undefined
    }
  }

  /** A mark that ends a reply, and is words in the middle of one. */
  writeUnlessLast(text: string): void {
    this.lastMark += text
    this.pending ??= ''
  }

  remove(): void {
    this.pending ??= ''
  }

  /** Takes back the name of a channel of thoughts whose mark is lost, where nothing else has come. */
  dropBareChannel(): boolean {
    if (this.isHolding === false || this.held.trim() !== 'analysis') return false
    this.held = ''
    this.hasWords = false
    this.closeOpened()
    return true
  }

  closeOpened(): void {
    this.hadThoughts = true
    this.remove()
    if (this.holds !== 'always' && !this.hasWords) this.isHolding = false
  }

  closeUnopened(): void {
    this.hadThoughts = true
    if (this.isHolding !== false) {
      this.held = ''
      this.hasWords = false
      this.closedUnopened = true
      this.isHolding = this.holds === 'always'
    }
    this.remove()
  }

  private add(text: string): void {
    const words = this.lastMark + text
    this.lastMark = ''
    this.hasWords ||= words.trim() !== ''
    this.held += words
    if (this.isHolding === undefined) this.isHolding = mayBeThought(this.held)
    if (this.isHolding === false) {
      this.ready += this.held
      this.held = ''
    }
  }

  flush(): string {
    const { ready } = this
    this.ready = ''
    return ready
  }

  end(): string {
    const words = this.ready + this.held
    this.ready = ''
    this.held = ''
    return words
  }
}
