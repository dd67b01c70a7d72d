import { hasSound, type Modality, modalitiesOf } from '../../media/media.js'
import type { Condition } from '../../plan/condition.js'
import type { Step } from '../../plan/plan.js'
import type { Check, EarlierStep, Shortfall } from '../../plan/planned.js'
import { mainField, typeOfValue, type ValueType } from '../../plan/reference-type.js'
import type { StepValue } from '../../plan/step-value.js'
import { type ToolField, toolSchema } from '../../plan/tool-schema.js'
import { NearestNames } from '../../plan/validate/validate-names.js'
import { References } from '../../plan/validate/validate-references.js'
import { misfitOf } from '../../plan/validate/validate-value.js'
import type { AnyTool } from '../../tools/tool.js'
import type { PlanRequest } from '../planner.js'
import { edgeOf, findChain } from '../reachability.js'
import { answersFrom, choosesForPictures, joinsByTime } from './capabilities.js'
import { type PageViews, pageViewsOf } from './documents/look-at-pages.js'
import { asksForLooks } from './documents/pages-said.js'
import type { KnownTool } from './reading/known-tool.js'
import { type MediaNames, namesByModality } from './reading/mentions.js'
import { isRecipe } from './reading/recipes.js'
import type { LanguageOf } from './words/text-language.js'
import type { Token } from './words/tokens.js'

/** Something that a step can be given. */
export interface Source {
  modality: Modality
  /** As written in a step: `$image1`, `$s1.text`, or the words themselves. */
  value: string
  /** Inside a longer text: `{{s1.text}}`, or the words themselves. */
  inText: string
  isLiteral: boolean
  /** Whether it is a changed form of media of its kind, so that "the picture" means it from then on. */
  isVersion?: boolean | undefined
}

const reference = (path: string, modality: Modality): Source => ({
  modality,
  value: `$${path}`,
  inText: `{{${path}}}`,
  isLiteral: false,
})

export const mediaSource = (name: string, modality: Modality): Source => reference(name, modality)

/** Words of the request, made safe: what a person writes in braces or behind a dollar is no reference. */
export function literalSource(text: string): Source {
  const plain = text
    .replaceAll('{{', '{ {')
    .replaceAll('}}', '} }')
    .trim()
    .replace(/^\$(?=[A-Za-z])/, '$ ')
  return { modality: 'text', value: plain, inText: plain, isLiteral: true }
}

/** Whether a tool may run at all; with a question, whether it may be asked that. */
export type Allows = (tool: AnyTool, question?: string) => boolean

/** Collects steps. The same call is made once, however often it is asked for. */
export class PlanBuilder {
  readonly steps: Step[] = []
  /** What can't be planned, or only by other means than those meant for it. */
  readonly shortfalls: Shortfall[] = []
  /** What is looked for, with the steps that tell. */
  readonly checks: Check[] = []
  /** Ids of steps that only make what others are asked for with. */
  readonly onTheWay = new Set<string>()
  readonly media: MediaNames
  readonly atHand: ReadonlySet<Modality>
  readonly request: PlanRequest
  readonly #allows: Allows
  readonly #tools: ReadonlyMap<string, AnyTool>
  readonly #taken: ReadonlySet<string>
  readonly #made = new Map<string, Step>()
  readonly #byId = new Map<string, Step>()
  readonly #earlier: ReadonlyMap<string, EarlierStep>
  readonly #views: PageViews
  #number: number

  /** Most steps that the plan may have. */
  readonly maxSteps: number

  /** @param allows whether a tool may run at all; of several that would do, those go first */
  constructor(request: PlanRequest, allows: Allows, maxSteps = Number.POSITIVE_INFINITY) {
    this.request = request
    this.maxSteps = maxSteps
    this.#allows = allows
    this.#views = pageViewsOf(request, { tools: request.tools, mayRun: (tool) => this.mayRun(tool) })
    this.media = namesByModality(request.media, this.#views.names)
    this.atHand = new Set(Object.values(request.media).flatMap(modalitiesOf))
    this.#tools = new Map(request.tools.map((tool) => [tool.id, tool]))
    this.#earlier = new Map(request.history.steps.map((step) => [step.id, step]))
    const earlier = [...this.#earlier.keys()]
    this.#taken = new Set([...earlier, ...Object.keys(request.media)])
    this.#number = Math.max(0, ...earlier.map((id) => Number(/^s(\d{1,9})$/.exec(id)?.[1] ?? 0)))
  }

  tool(id: string): AnyTool | undefined {
    return this.#tools.get(id)
  }

  /** A tool that can do something: of several, one that may run. */
  find(can: (tool: AnyTool) => boolean): AnyTool | undefined {
    const able = this.request.tools.filter(can)
    return able.find((tool) => this.mayRun(tool)) ?? able[0]
  }

  /** Whether words ask how the pages of an attached document look. */
  looksAtPages(tokens: readonly Token[]): boolean {
    return this.#views.names.length > 0 && asksForLooks(tokens.map(({ text }) => text).join(' '))
  }

  /** The media that words speak of: documents count as pictures where the words ask how they look. */
  mediaFor(tokens: readonly Token[]): MediaNames {
    const { read } = this.#views
    if (read.length === 0 || !this.looksAtPages(tokens)) return this.media
    const text = this.media.text?.filter((name) => !read.includes(name)) ?? []
    const { text: _, ...others } = this.media
    return {
      ...others,
      image: [...new Set([...(this.media.image ?? []), ...read])],
      ...(text.length > 0 && { text }),
    }
  }

  /** The language of a text of the request: an ISO 639-1 code, where that is sure. */
  languageOf: LanguageOf = () => undefined

  /** Puts a video into words. */
  watch: (video: Source) => Source | undefined = () => undefined

  /** Whether presence is told by looking, rather than by asking a model that answers questions about pictures. */
  asksByLooking(): boolean {
    const asks = this.request.tools.some((tool) => answersFrom('image')(tool) && this.mayRun(tool))
    return !asks || this.request.tools.some(choosesForPictures)
  }

  /** Whether it is a tool that a plan may have: not a recipe of the rules' own. */
  isKnown(known: KnownTool): boolean {
    return !isRecipe(known) && !joinsByTime(known.tool)
  }

  /** Whether a tool may run at all; with a question, whether it may be asked that. */
  mayRun(tool: AnyTool, question?: string): boolean {
    return this.#allows(tool, question)
  }

  /** Has the answer say that something is not done, or that other steps stand in for it. */
  fallsShort(message: string, standIn = false, how: Pick<Shortfall, 'comesFirst'> = {}): void {
    if (this.shortfalls.every((other) => other.message !== message))
      this.shortfalls.push({ message, standIn, ...how })
  }

  /** Adds a step. Where it looks at a document, so does one before it that draws the pages. */
  add(tool: AnyTool, given: Record<string, StepValue>): Step {
    const { when } = this
    const input = this.#withPages(tool, given)
    const key = JSON.stringify([tool.id, input, when])
    const made = this.#made.get(key)
    if (made) return made
    do this.#number += 1
    while (this.#taken.has(`s${this.#number}`))
    const step: Step = { id: `s${this.#number}`, tool: tool.id, input, ...(when && { when }) }
    this.steps.push(step)
    this.#byId.set(step.id, step)
    this.#made.set(key, step)
    return step
  }

  #withPages(tool: AnyTool, input: Record<string, StepValue>): Record<string, StepValue> {
    const draw = (drawing: AnyTool, document: Record<string, StepValue>): string => {
      const before = this.steps.length
      const { id } = this.add(drawing, document)
      if (this.steps.length > before) this.onTheWay.add(id)
      return id
    }
    const fields = toolSchema(tool).input
    return Object.fromEntries(
      Object.entries(input).map(([name, value]) => {
        const field = fields.get(name)
        return [name, field ? this.#views.withPages(value, field, draw) : value]
      }),
    )
  }

  /** Whether a value can be brought into the form that its field takes: what `validatePlan` will ask as well. */
  fits(field: ToolField, value: StepValue): boolean {
    if (this.#views.standIn(value, field)) return true
    const roots = {
      steps: this.#byId,
      tools: this.#tools,
      media: this.request.media,
      earlier: this.#earlier,
    }
    const references = new References(roots, new NearestNames())
    return misfitOf(value, field, (text) => references.typeOf(text)) === undefined
  }

  /** What a step gives, one for each modality. */
  outputsOf(step: Step): Source[] {
    const tool = this.tool(step.tool)
    if (!tool) return []
    const { output, outputType } = toolSchema(tool)
    return edgeOf(tool).gives.flatMap((modality) => {
      const ofModality = [...output.values()].flatMap(({ name, meta }) =>
        meta?.modality === modality && (modality === 'text' || modality === 'table' || !meta.list)
          ? [name]
          : [],
      )
      const field = modality === 'text' ? textField(outputType, ofModality) : ofModality[0]
      if (field === undefined) return []
      return [
        {
          ...reference(`${step.id}.${field}${eachOf(step, modality)}`, modality),
          isVersion: field === modality,
        },
      ]
    })
  }

  /** The newest result of an earlier request that has the modality. */
  earlier(modality: Modality): Source | undefined {
    for (const { id, tool: toolId, output } of [...this.request.history.steps].reverse()) {
      const tool = this.tool(toolId)
      const type = typeOfValue(output)
      if (!tool || type.kind !== 'record') continue
      const found = this.outputsOf({ id, tool: toolId, input: {} }).find(
        (source) => source.modality === modality,
      )
      const field = found?.value.split('.')[1]
      if (found && field !== undefined && type.field(field)) return found
    }
    return undefined
  }

  /** Whether tools that make nothing up can turn one modality into another. */
  canConvert(from: Modality, to: Modality): boolean {
    return this.#chain(from, to) !== undefined
  }

  /** What must hold for the steps that are added from now on. */
  when: Condition | undefined
  /** Media that the last request of the chat was about, so that "the other one" is known. */
  lastSpokenOf: readonly string[] = []
  /** Media that the wishes of an earlier request are to be done with now: "and the second one?". */
  meant: readonly Source[] = []

  /** Tools that tell what is there; words are not made into something else on the way to a third thing. */
  #chain(from: Modality, to: Modality): AnyTool[] | undefined {
    const chain = findChain(this.request.tools, from, to)
    return chain?.some((tool) => edgeOf(tool).converts?.from === 'text') ? undefined : chain
  }

  /** The sound of an attached video, where it has some: that is there already. */
  soundOf({ value, modality }: Source): Source | undefined {
    const name = value.slice(1)
    const file = Object.hasOwn(this.request.media, name) ? this.request.media[name] : undefined
    return modality === 'video' && file && hasSound(file) ? mediaSource(name, 'audio') : undefined
  }

  /** Turns a source into another modality by a chain of tools; undefined when there is none. */
  convert(source: Source, to: Modality): Source | undefined {
    if (source.modality === 'video' && to === 'audio') return this.soundOf(source)
    if (source.modality === 'video' && to === 'text') return this.watch(source)
    let here: Source | undefined = source
    for (const tool of this.#chain(source.modality, to) ?? []) {
      const edge = edgeOf(tool).converts
      if (!here || !edge) return undefined
      const input = { [edge.input]: here.value }
      // What is known already needs no condition.
      const step = this.#made.get(JSON.stringify([tool.id, input, undefined])) ?? this.add(tool, input)
      here = reference(`${step.id}.${edge.output}${eachOf(step, edge.to)}`, edge.to)
    }
    return here?.modality === to ? here : undefined
  }

  /** Takes back what was added since there were so many steps. */
  rewind(length: number): void {
    for (const { id, tool, input, when } of this.steps.splice(length).reverse()) {
      this.#made.delete(JSON.stringify([tool, input, when]))
      this.#byId.delete(id)
      this.onTheWay.delete(id)
      this.#number = Number(id.slice(1)) - 1
    }
  }
}

/** A step that is run for each of several gives a list: files are gone through again, texts are taken together. */
const eachOf = ({ input }: Step, modality: Modality): string =>
  modality !== 'text' &&
  modality !== 'table' &&
  Object.values(input).some((value) => typeof value === 'string' && value.endsWith('[*]'))
    ? '[*]'
    : ''

const likelyNames = ['text', 'answer', 'summary', 'translation', 'caption', 'label']

/** The field to read when a text is wanted: a string, and of several the likeliest. */
function textField(type: ValueType, names: readonly string[]): string | undefined {
  const isString = (name: string) => {
    const field = type.kind === 'record' ? type.field(name)?.type : undefined
    return field?.kind === 'text' && field.primitive === 'string'
  }
  const strings = names.filter(isString)
  const main = mainField(type)
  if (main !== undefined && names.includes(main)) return main
  return likelyNames.find((name) => strings.includes(name)) ?? strings[0] ?? names[0]
}
