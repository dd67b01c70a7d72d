import { cued } from '../../../core/patterns/cued.js'
import type { Modality } from '../../../media/media.js'
import { toolSchema } from '../../../plan/tool-schema.js'
import { thingsOfKind } from '../../../tools/text/common-things.js'
import type { AnyTool } from '../../../tools/tool.js'
import { bindTool } from '../bind.js'
import { mediaSource, type PlanBuilder, type Source } from '../builder.js'
import { comparesPictures, tells } from '../capabilities.js'
import { fitScores, operator } from '../pick-best.js'
import { type MentionScope, mentionsIn } from '../reading/mentions.js'
import { hasRole } from '../reading/roles.js'
import { gloss } from '../words/gloss.js'
import { type Token, tokenize } from '../words/tokens.js'
import { type Measured, type OrderMeasure, readOrder } from './said-order.js'
import { ownOrderIn } from './told-order.js'

/** "..., and describe each": what is told of the files besides their order. */
const describing = cued(
  'and ',
  /,? and (?:then )?(?:what (?:does it|do they) (?:show|say)|what (?:it shows|they show|it says|they say)|what is (?:in|on) (?:it|them)|(?:describe|caption|transcribe) (?:it|them|each|all|every one)(?: of them| one)?)[ ?.!]*$/i,
)

/**
 * Plans a request for files in an order that steps have to measure, or for the first few of them: "sort these pictures by how well
 * they fit 'a dog'", "the two loudest recordings". Returns whether it is a request of that kind, and planned.
 */
export function planInOrder(builder: PlanBuilder): boolean {
  const said = gloss(builder.request.text)
  const text = said.replace(describing, '')
  if (text.length > 300) return false
  const tokens = tokenize(text, builder.request.media)
  if (planToldOrder(builder, tokens, said)) return true
  const order = readOrder(tokens, text)
  const sort = operator('sort')
  if (!order || !sort) return false
  const before = builder.steps.length
  const sorted = measured(builder, order.measure, tokens)
  if (sorted === undefined) {
    builder.rewind(before)
    return false
  }
  const { items, by } = sorted
  if (items.length < 2) return false
  const [most, least] =
    order.measure.kind === 'length'
      ? (['longest', 'shortest'] as const)
      : (['descending', 'ascending'] as const)
  if (by !== 'answer')
    builder.add(sort, {
      items: items.map(({ value }) => value),
      ...(by && { by: [...by] }),
      order: order.isDescending ? most : least,
      ...(order.take !== undefined && { take: order.take }),
    })
  const [{ modality } = { modality: 'image' }] = items
  if (text !== said && (modality === 'image' || modality === 'audio'))
    outputsOf(builder, tells(modality), items)
  return true
}

/** "Alphabetically by the thing they show": the files are told of, and put in order when the answer is put together. */
function planToldOrder(builder: PlanBuilder, tokens: readonly Token[], text: string): boolean {
  const told = ownOrderIn(text)
  if (!told || told.by === 'name') return false
  const modality = told.by === 'words' ? 'audio' : 'image'
  const before = builder.steps.length
  const files = filesOf(builder, modality, tokens)
  if (files.length > 1 && outputsOf(builder, tells(modality), files)) return true
  builder.rewind(before)
  return false
}

interface Sorted {
  items: readonly Source[]
  /** What each is judged by. Default: itself. `answer`: what the steps tell is counted when the answer is put together. */
  by?: readonly string[] | 'answer' | undefined
}

/** What is to be put in order, with the steps that measure it. Undefined: no tool at hand does. */
function measured(builder: PlanBuilder, measure: OrderMeasure, tokens: readonly Token[]): Sorted | undefined {
  switch (measure.kind) {
    case 'fit': {
      const items = filesOf(builder, 'image', tokens)
      const by = items.length > 1 ? fitScores(builder, items, measure.words) : undefined
      return by && { items, by }
    }
    case 'likeness':
      return byLikeness(builder, measure.to)
    case 'count':
      return byCount(builder, filesOf(builder, 'image', tokens), measure.of)
    case 'measured': {
      const items = filesOf(builder, measure.by === 'brightness' ? 'image' : 'audio', tokens)
      const by = items.length > 1 ? eachOf(builder, items, measure.by) : undefined
      return by && { items, by }
    }
    case 'length': {
      const modality = measure.of === 'transcripts' ? 'audio' : 'image'
      const items = outputsOf(builder, tells(modality), filesOf(builder, modality, tokens))
      return items && { items: items.map((path) => mediaSource(`${path}.text`, 'text')) }
    }
  }
}

const scopeOf = ({ media }: PlanBuilder): MentionScope => ({
  media,
  newestOnly: false,
  spokenOf: [],
  aliases: new Map(),
})

/** The files of a kind that the words name, else all; of as many as are wanted, all are judged. */
function filesOf(builder: PlanBuilder, modality: Modality, tokens: readonly Token[]): Source[] {
  const named = mentionsIn(tokens, scopeOf(builder)).flatMap((one) =>
    one.kind === 'media' && one.isNamed && !one.isExcluded && one.modality === modality ? one.names : [],
  )
  const names = named.length > 1 ? [...new Set(named)] : (builder.media[modality] ?? [])
  return names.map((name) => mediaSource(name, modality))
}

/** Ids of the steps of a tool that can do something, one for each file. */
function outputsOf(
  builder: PlanBuilder,
  can: (tool: AnyTool) => boolean,
  files: readonly Source[],
  labels: readonly string[] = [],
): string[] | undefined {
  const tool = builder.find(can)
  if (!tool || !builder.mayRun(tool)) return undefined
  const ids = files.flatMap((file) => {
    const bound = bindTool(builder, { tool }, [file], { sentence: '', clause: '', labels })
    return bound.ok ? bound.value.slice(0, 1).map(({ id }) => id) : []
  })
  return ids.length === files.length ? ids : undefined
}

const gives =
  (...fields: string[]) =>
  (tool: AnyTool): boolean =>
    fields.every((name) => toolSchema(tool).output.has(name))

/** By which output, and of what tool; `count` behind it: how long that list is. */
const measures: Readonly<
  Record<Measured, { tool: (tool: AnyTool) => boolean; field: string; isList?: true }>
> = {
  brightness: { tool: gives('brightness'), field: 'brightness' },
  loudness: { tool: gives('lufs'), field: 'lufs' },
  pace: { tool: gives('wordsPerMinute'), field: 'wordsPerMinute' },
  words: { tool: gives('wordsPerMinute', 'words'), field: 'words' },
  pitch: { tool: gives('hertz'), field: 'hertz' },
  pauses: { tool: gives('pauses'), field: 'pauses', isList: true },
  speakers: { tool: gives('turns', 'count'), field: 'count' },
}

function eachOf(builder: PlanBuilder, files: readonly Source[], by: Measured): string[] | undefined {
  const { tool, field, isList } = measures[by]
  const paths = outputsOf(builder, tool, files)?.map((id) => `$${id}.${field}`)
  const count = operator('count')
  if (!isList || !count) return paths
  return paths?.map((items) => `$${builder.add(count, { items }).id}.count`)
}

/** How many of a thing a detector finds in each picture; where none may run, descriptions tell. */
function byCount(builder: PlanBuilder, items: readonly Source[], thing: string): Sorted | undefined {
  const counter = operator('count')
  if (items.length < 2 || !counter) return undefined
  const detects = (named: boolean) => (tool: AnyTool) =>
    gives('objects')(tool) && hasRole(tool, 'labels') === named && builder.mayRun(tool)
  const isAnything = /^(?:objects?|things?|items?)$/i.test(thing)
  const looked = isAnything ? undefined : outputsOf(builder, detects(true), items, [thing])
  if (looked) return { items, by: looked.map((id) => `$${id}.count`) }
  const found = thingsOfKind(thing) ? undefined : outputsOf(builder, detects(false), items)
  if (found)
    return {
      items,
      by: found.map((id) => {
        const keep = isAnything ? {} : { keep: { is: thing } }
        return `$${builder.add(counter, { items: `$${id}.objects.label`, ...keep }).id}.count`
      }),
    }
  const told = outputsOf(builder, tells('image'), items)
  for (const id of told ?? []) builder.checks.push({ things: [thing], among: 'image', told: id })
  return told && { items, by: 'answer' }
}

/** The other pictures by how alike each is to one of them. */
function byLikeness(builder: PlanBuilder, tokens: readonly Token[]): Sorted | undefined {
  const [name] = mentionsIn(tokens, {
    ...scopeOf(builder),
    media: { image: builder.media.image ?? [] },
  }).flatMap((one) => (one.kind === 'media' ? one.names : []))
  const compare = builder.find(comparesPictures('pairs'))
  if (name === undefined || !compare || !builder.mayRun(compare)) return undefined
  const items = (builder.media.image ?? [])
    .filter((other) => other !== name)
    .map((other) => mediaSource(other, 'image'))
  return {
    items,
    by: items.map(({ value }) => `$${builder.add(compare, { images: [`$${name}`, value] }).id}.similarity`),
  }
}
