import type { AnyTool } from '../../../tools/tool.js'

/** A tool with the words that ask for it, whether it is offered or only known. */
export interface KnownTool {
  tool: AnyTool
  isOffered: boolean
  /** The built-in tool that it is, or that its id is another name for; it knows which field is for what. */
  builtIn: AnyTool | undefined
  /** Single words for what it gives, as stems. */
  resultWords: ReadonlySet<string>
  /** Whether it gives a text to read on, rather than labels or numbers. */
  givesText: boolean
}
