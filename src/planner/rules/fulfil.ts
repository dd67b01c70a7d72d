import { err, ok, type Result } from '../../core/result.js'
import { listOf } from '../../core/text.js'
import type { Modality } from '../../media/media.js'
import type { Step } from '../../plan/plan.js'
import { sayModality } from '../../plan/reference-type.js'
import type { ToolField } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import { bindTool, type Words } from './bind.js'
import { literalSource, mediaSource, type PlanBuilder, type Source } from './builder.js'
import { isChoice, labelsIn, quotedIn } from './labels.js'
import { checkPresence } from './presence.js'
import type { Want } from './reading.js'
import { attachedTo, type Focus, mentionedIn, sourcesOf, subjectsOf } from './subjects.js'
import type { Tasks } from './table.js'

/** Adds the steps for one thing asked for. Returns what is spoken of from now on, or why it can't be done. */
export function fulfil(builder: PlanBuilder, asked: Want, focus: Focus): Focus | string {
  const want = withoutMade(asked)
  const { rule, clause } = want
  const lacking = mentionedIn(builder, clause).find(({ names }) => names.length === 0)
  if (lacking) return `the words speak of another ${lacking.modality} than there is`
  if (rule.recipe === 'presence' || comparesAcross(builder, want)) {
    const found = presence(builder, want, focus)
    if (found) return found
  }
  const labels = rule.labels ? labelsFor(want) : []
  const tasks = labels.length > 0 && rule.withLabels ? rule.withLabels : rule.tasks
  const wanted = modalitiesOf(tasks)
  if (wanted.length === 0) return 'the words name nothing to choose from'
  const subjects = subjectsOf(builder, want, wanted, focus)
  if (subjects.length === 0 && !rule.literal) return reasonFor(builder, tasks, subjects)
  const words = {
    wish: rule.name,
    sentence: want.sentence,
    clause: clause.trim(),
    labels: enoughLabels(labels, want),
  }
  const steps = call(builder, tasks, subjects, words)
  if (rule.alsoTasks) call(builder, rule.alsoTasks, subjects, words)
  if (!steps.ok) return steps.error
  if (rule.recipe === 'presence') listenFor(builder, labelsIn(clause), steps.value)
  return {
    media: subjects.some((source) => isAttached(builder, source)) ? subjects : focus.media,
    results: steps.value.flatMap((step) => builder.outputsOf(step)),
  }
}

/** "Make a picture of the memo" speaks of the memo, and of no picture that is attached. */
function withoutMade(want: Want): Want {
  const { makes } = want.rule
  if (!makes) return want
  const thing = `^\\s*(?:(?:an?|some|the)\\s+)?(?:\\w+\\s+){0,3}?(?:${makes})\\s+`
  const lead = new RegExp(`${thing}(?:of|about|with|showing|that shows|from)\\b`, 'i')
  return { ...want, clause: want.clause.replace(want.trigger, ' ').replace(lead, ' '), trigger: '' }
}

/** Calls the first of the tasks that can be given its inputs, for subjects of each modality. The error says why none can. */
export function call(
  builder: PlanBuilder,
  tasks: Tasks,
  subjects: readonly Source[],
  words: Words,
): Result<Step[], string> {
  const wanted = modalitiesOf(tasks)
  const before = builder.steps.length
  const ready = subjects.flatMap((source) => {
    if (wanted.includes(source.modality)) return [source]
    const converted = wanted.map((modality) => builder.convert(source, modality)).find(Boolean)
    return converted ? [converted] : []
  })
  const groups = new Map<Modality, Source[]>()
  for (const source of ready) groups.set(source.modality, [...(groups.get(source.modality) ?? []), source])
  if (subjects.length === 0 && tasks.text) groups.set('text', [])
  const lacking: string[] = []
  const steps = [...groups].flatMap(([modality, group]) => {
    const tools = (tasks[modality] ?? []).flatMap((id) => builder.tool(id) ?? [])
    const barred = tools.filter((tool) => !builder.mayRun(tool))
    for (const tool of [...tools.filter((one) => !barred.includes(one)), ...barred]) {
      const bound = bindTool(builder, tool, group, words)
      if (!bound.ok) {
        lacking.push(`${tool.id} needs ${sayField(bound.error)}`)
        continue
      }
      const better = barred.filter((other) => tools.indexOf(other) < tools.indexOf(tool))
      if (better.length > 0 && !barred.includes(tool)) sayStandIn(builder, tool, better, words)
      return bound.value
    }
    return []
  })
  if (steps.length > 0) return ok(steps)
  builder.rewind(before)
  return err(lacking[0] ?? reasonFor(builder, tasks, subjects))
}

function sayStandIn(builder: PlanBuilder, tool: AnyTool, better: readonly AnyTool[], { wish }: Words): void {
  const ids = better.map(({ id }) => id)
  const profile = wish === undefined ? 'This profile' : `For "${wish}", this profile`
  builder.fallsShort(`${profile} allows no model of ${listOf(ids, 'or')}; ${tool.id} stands in.`, true)
}

/** What an input is, for the middle of a sentence. */
function sayField({ name, meta }: ToolField): string {
  const said = meta?.description.replace(/[.\s]+$/, '') ?? `its input "${name}"`
  return said.charAt(0).toLowerCase() + said.slice(1)
}

const modalitiesOf = (tasks: Tasks): Modality[] => Object.keys(tasks) as Modality[]

/** One picture and something that is not a picture can't be compared by looks: it is asked whether the one is in the other. */
function comparesAcross(builder: PlanBuilder, { rule, clause }: Want): boolean {
  if (!rule.tasks.image?.includes('image-feature-extraction')) return false
  const mentioned = mentionedIn(builder, clause).map(({ modality }) => modality)
  const others = mentioned.some((modality) => modality === 'audio' || modality === 'text')
  return others && mentioned.includes('image')
}

/** Whether what is named, said or written is in the pictures; undefined when it is not about pictures. */
function presence(builder: PlanBuilder, want: Want, focus: Focus): Focus | undefined {
  const { clause } = want
  const mentioned = mentionedIn(builder, clause)
  const of = (modalities: readonly Modality[]) =>
    sourcesOf(mentioned.filter(({ modality }) => modalities.includes(modality)))
  const named = labelsIn(clause).map(literalSource)
  const told = of(['audio', 'text'])
  const pictures = firstOf(
    of(['image']),
    told.length > 0 && named.length > 0
      ? undefined
      : focus.media.filter(({ modality }) => modality === 'image'),
    told.length > 0 && named.length > 0 ? undefined : attachedTo(builder, clause, ['image']),
  )
  if (!pictures) return undefined
  const before = builder.steps.length
  const things = told.length === 0 && named.length > 0 ? named : toldThings(builder, clause, told, focus)
  const results = checkPresence(builder, pictures, things)
  if (!results) {
    builder.rewind(before)
    return undefined
  }
  return { media: pictures, results }
}

/** Whether what is named is said in recordings, by their transcripts. */
function listenFor(builder: PlanBuilder, named: readonly string[], steps: readonly Step[]): void {
  if (named.length === 0) return
  const things = named.map((label) => literalSource(label).value)
  for (const { id, tool } of steps)
    if (tool === 'automatic-speech-recognition') builder.checks.push({ things, among: 'audio', told: id })
}

/** What "that" is: what the words name, what came out of the last step, or what is attached besides the pictures. */
function toldThings(builder: PlanBuilder, clause: string, told: readonly Source[], focus: Focus): Source[] {
  const aboutPictures = focus.media.some(({ modality }) => modality === 'image')
  const sources = firstOf(
    told,
    aboutPictures ? undefined : focus.results.filter(({ modality }) => modality === 'text'),
    attachedTo(builder, clause, ['audio', 'text']),
  )
  if (sources) return sources.flatMap((source) => builder.convert(source, 'text') ?? [])
  const earlier = builder.earlier('text')
  return earlier ? [earlier] : []
}

const firstOf = (...some: (readonly Source[] | undefined)[]): readonly Source[] | undefined =>
  some.find((sources) => sources !== undefined && sources.length > 0)

/** Names for no particular thing. */
const anything =
  /^(?:objects?|things?|items?|stuff|everything|anything|something|pictures?|people or things|words?|ones?)$/i

function labelsFor({ rule, clause, trigger }: Want): string[] {
  const rest = clause.slice(clause.indexOf(trigger) + trigger.length)
  if (rule.labels === 'named') return labelsIn(rest).filter((label) => !anything.test(label))
  if (quotedIn(clause).length > 0) return quotedIn(clause)
  const offered = /(?:\b(?:as|into|between|among|of|labels?|either)\b:?|:)\s*(.+)$/i.exec(rest)?.[1]
  if (offered && (isChoice(offered) || offered.includes(','))) return labelsIn(offered)
  const named = isChoice(rest) || /\b(?:of|choose)$/i.test(trigger) ? labelsIn(rest) : []
  return named.length > 1 || isChoice(rest) ? named : []
}

/** Who chooses from one label always chooses it. */
const enoughLabels = (labels: readonly string[], { rule }: Want): readonly string[] =>
  rule.labels === 'offered' && labels.length === 1 ? [...labels, 'something else'] : labels

function reasonFor(builder: PlanBuilder, tasks: Tasks, subjects: readonly Source[]): string {
  const suitable = subjects.flatMap(({ modality }) => tasks[modality] ?? [])
  const ids = [...new Set(suitable.length > 0 ? suitable : Object.values(tasks).flat())]
  if (!ids.some((id) => builder.tool(id))) return `there is no tool for it (${ids.join(', ')})`
  const wanted = listOf(modalitiesOf(tasks).map(sayModality), 'or')
  if (subjects.length === 0) return `it takes ${wanted}, and there is nothing of the kind`
  const given = listOf([...new Set(subjects.map(({ modality }) => sayModality(modality)))])
  const isMute = suitable.length === 0 && tasks.audio && subjects.some(({ modality }) => modality === 'video')
  return `it takes ${wanted}, and there is only ${given}${isMute ? ' without sound' : ''}`
}

const isAttached = (builder: PlanBuilder, { value }: Source): boolean =>
  Object.hasOwn(builder.request.media, value.slice(1))

/** For media without words that ask for something. */
export function callEach(
  builder: PlanBuilder,
  ids: readonly string[],
  names: readonly string[],
  modality: Modality,
): void {
  const words = { sentence: builder.request.text, clause: '', labels: [] }
  for (const id of ids) {
    const subjects = names.map((name) => mediaSource(name, modality))
    call(builder, { [modality]: [id] }, subjects, words)
  }
}
