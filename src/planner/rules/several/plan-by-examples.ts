import { clip } from '../../../core/text.js'
import { toolSchema } from '../../../plan/tool-schema.js'
import type { AnyTool } from '../../../tools/tool.js'
import { literalSource, type PlanBuilder } from '../builder.js'
import { followsOver, sortsByExamples } from '../capabilities.js'
import { readExamples } from '../words/examples.js'
import { type Token, tokenize } from '../words/tokens.js'

const kinds = ['image', 'audio', 'text'] as const
type Kind = (typeof kinds)[number]

/**
 * Plans the sorting of pictures, recordings or texts by examples: "image1 and image2 are cats, image3 is a dog: which is
 * image4?". Texts are files, or stand in quotation marks. Returns whether it is a request of that kind, and planned;
 * examples of one class only are not, and the answer says so.
 */
export function planByExamples(builder: PlanBuilder): boolean {
  const { text, media } = builder.request
  const tokens = tokenize(text, media)
  return kinds.some((kind) => sortBy(builder, kind, tokens))
}

function sortBy(builder: PlanBuilder, kind: Kind, tokens: readonly Token[]): boolean {
  const tool = builder.find(sortsByExamples(kind))
  if (!tool || isSeenInstead(builder, kind, tool)) return false
  const quotes = kind === 'text' ? quotesIn(tokens) : new Map<Token, string>()
  const said = readExamples(
    tokens.map((token) => ({ ...token, reference: quotes.get(token) ?? token.reference })),
    [...(builder.media[kind] ?? []), ...quotes.values()],
  )
  const { input } = toolSchema(tool)
  const asked = [...input.values()].find(
    ({ name, meta }) => meta?.list && meta.modality === kind && !/^example/.test(name),
  )
  if (!said || !asked) return false
  const classes = new Set(said.examples.map(({ label }) => label))
  if (classes.size < 2) {
    builder.fallsShort(
      `All ${said.examples.length} examples are of one class ("${clip([...classes].join())}"), and sorting takes two or more: say what some other file is an example of, too.`,
    )
    return false
  }
  const texts = new Map([...quotes].map(([token, name]) => [name, literalSource(token.text).value]))
  const written = (name: string) => texts.get(name) ?? `$${name}`
  builder.add(tool, {
    examples: said.examples.map(({ name }) => written(name)),
    exampleLabels: said.examples.map(({ label }) => label),
    [asked.name]: said.asked.map(written),
  })
  return true
}

/** A model that sees can do what a sorter does; where neither may run, no more than that is said. */
function isSeenInstead(builder: PlanBuilder, kind: Kind, sorter: AnyTool): boolean {
  const seer = kind === 'image' ? builder.find(followsOver(kind)) : undefined
  return !builder.mayRun(sorter) && seer !== undefined && builder.mayRun(seer)
}

/** Texts in quotation marks by names of their own; those behind "is" are labels, if it is not asked what they are. */
function quotesIn(tokens: readonly Token[]): Map<Token, string> {
  const isLabel = (at: number) =>
    /^(?:is|are|as|called)$/i.test(tokens[at - 1]?.text ?? '') &&
    !/^(?:what|which|who)$/i.test(tokens[at - 2]?.text ?? '')
  const texts = tokens.filter(({ kind }, at) => kind === 'quoted' && !isLabel(at))
  return new Map(texts.map((token, at) => [token, `quoted${at + 1}`]))
}
