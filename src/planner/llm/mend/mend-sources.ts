import type { Media, Modality } from '../../../media/media.js'
import { findTool } from '../../../plan/operators.js'
import type { Step } from '../../../plan/plan.js'
import type { EarlierStep } from '../../../plan/planned.js'
import { mainField } from '../../../plan/reference-type.js'
import { toolSchema } from '../../../plan/tool-schema.js'
import type { AnyTool } from '../../../tools/tool.js'
import { edgeOf, findChain } from '../../reachability.js'

/** What a step can take its inputs from: the files, results of earlier requests, and the steps before it. */
export class Sources {
  /** The steps before, in order. */
  readonly steps: Step[] = []
  readonly #tools: readonly AnyTool[]
  readonly #media: Readonly<Record<string, Media>>
  readonly #earlier: readonly EarlierStep[]
  readonly #newId: () => string

  constructor({
    tools,
    media,
    earlier,
    newId,
  }: {
    tools: readonly AnyTool[]
    media: Readonly<Record<string, Media>>
    earlier: readonly EarlierStep[]
    newId: () => string
  }) {
    this.#tools = tools
    this.#media = media
    this.#earlier = earlier
    this.#newId = newId
  }

  tool(id: string): AnyTool | undefined {
    return findTool(id, { get: (name) => this.#tools.find((tool) => tool.id === name) })
  }

  /** A reference to what the newest step gives of a modality. */
  fromSteps(modality: Modality, isSingle: boolean): string | undefined {
    for (const step of this.steps.toReversed()) {
      const output = outputName(this.tool(step.tool), modality, isSingle)
      if (output) return `$${step.id}.${output}`
    }
    return undefined
  }

  /** A reference to what the newest finished step of the chat gave of a modality. */
  fromChat(modality: Modality, isSingle: boolean): string | undefined {
    for (const step of this.#earlier.toReversed()) {
      const output = outputName(this.tool(step.tool), modality, isSingle)
      if (output) return `$${step.id}.${output}`
    }
    return undefined
  }

  /** The newest file of a modality; of one that is nearest in number, where a number is said. */
  fromMedia(modality: Modality, number?: number): string | undefined {
    const names = Object.entries(this.#media).flatMap(([name, item]) =>
      item.modality === modality ? [name] : [],
    )
    const numbered = number === undefined ? undefined : names.find((name) => name.endsWith(String(number)))
    const name = numbered ?? names.at(-1)
    return name && `$${name}`
  }

  /** A tool that makes a thing of words, where the plan goes on with such a thing and there is none. */
  #invented(from: Modality, to: Modality): AnyTool[] | undefined {
    if (from !== 'text' || this.fromMedia(to) || this.fromSteps(to, true) || this.fromChat(to, true))
      return undefined
    const maker = this.#tools.find((tool) => {
      const way = edgeOf(tool).converts
      return tool.nature === 'inventing' && way?.from === from && way.to === to
    })
    return maker && [maker]
  }

  /**
   * A reference to the same in another modality, with the steps that bring it there: those that are there already, else
   * new ones. Undefined where no tools lead there by themselves.
   */
  converted(
    reference: string,
    from: Modality,
    to: Modality,
  ): { reference: string; added: string[] } | undefined {
    const chain = findChain(this.#tools, from, to) ?? this.#invented(from, to)
    if (!chain) return undefined
    const added: string[] = []
    let at = reference
    for (const tool of chain) {
      const way = edgeOf(tool).converts
      if (!way) return undefined
      const known = this.steps.find((step) => step.tool === tool.id && step.input[way.input] === at)
      const id = known?.id ?? this.#newId()
      if (!known) {
        this.steps.push({ id, tool: tool.id, input: { [way.input]: at } })
        added.push(tool.id)
      }
      at = `$${id}.${way.output}`
    }
    return { reference: at, added }
  }
}

/** The output of a tool that is most likely meant where a modality is wanted. Lists, where one is wanted, item by item. */
export function outputName(
  tool: AnyTool | undefined,
  modality: Modality,
  isSingle: boolean,
): string | undefined {
  if (!tool) return undefined
  const { output, outputType } = toolSchema(tool)
  const fields = [...output.values()]
  if (modality === 'table') return fields.find(({ meta }) => meta?.modality === 'table')?.name
  if (modality !== 'text') {
    const fitting = fields.filter(({ meta }) => meta?.modality === modality)
    const one = fitting.find(({ meta }) => !meta?.list) ?? fitting[0]
    return one && (one.meta?.list && isSingle ? `${one.name}[*]` : one.name)
  }
  const main = output.get(mainField(outputType) ?? '')
  if (main?.meta?.modality === 'text') return main.name
  const texts = fields.filter(({ meta }) => meta?.modality === 'text')
  return (
    texts.find(({ name }) => name === 'label') ??
    fields.find(({ meta }) => meta?.modality === 'table') ??
    texts[0]
  )?.name
}
