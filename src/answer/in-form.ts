import { z } from 'zod'
import { cued } from '../core/patterns/cued.js'
import { formatList } from '../core/text.js'
import type { StepReport } from '../executors/step-report.js'
import { asksForNothingElse, type WantedForm } from '../planner/rules/reading/forms.js'
import { gloss } from '../planner/rules/words/gloss.js'
import { commonThingsIn } from '../tools/text/common-things.js'
import { type FieldRecord, recordsAsked, thingsAsked } from './fields.js'
import type { RespondRequest } from './responder.js'
import { type Lead, short } from './several.js'
import { wantedForm } from './wanted-form.js'

const segments = z.object({
  segments: z
    .array(z.object({ text: z.string(), start: z.number().nullish(), end: z.number().nullish() }))
    .min(1),
})
const text = z.object({ text: z.string() })
const label = z.object({ label: z.string() })

/** The answer in the form that the request wants: JSON, a table, one word, the text alone, subtitles. Undefined: in none of them. */
export function inForm(
  request: RespondRequest,
  leads: readonly Lead[],
  shown: readonly StepReport[],
): string | undefined {
  const asked = gloss(request.text)
  const form =
    wantedForm(request, asked) ??
    (asksName.test(asked) ? ({ kind: 'name', start: 0, end: 0 } as const) : undefined)
  const done = shown.filter(({ status }) => status === 'done')
  const known = request.known ?? []
  if (!form || (done.length === 0 && leads.length === 0 && known.length === 0)) return undefined
  const isNumbered = /\b(?:number(?:ed|s)?|ordered)\b/i.test(asked.slice(form.start, form.end))
  const rows = rowsOf(known, done)
  const chosen = chosenBy(leads)
  const isList = form.kind === 'json' && /\bjson (?:array|list)\b/i.test(asked)
  const records = /^(?:json|csv|table)$/.test(form.kind)
    ? ofChosen(chosen, recordsAsked(request, asked, done))
    : undefined
  if (isList && chosen && (records === undefined || namesAlone(records, chosen)))
    return JSON.stringify(chosen, undefined, 2)
  if (records && records.length > 0) return recordsInForm(form.kind, records)
  const things = form.kind === 'json' ? thingsAsked(request, asked, done) : undefined
  if (things !== undefined) return JSON.stringify(things, undefined, 2)
  switch (form.kind) {
    case 'json':
      return JSON.stringify(asRecord(leads, done, known), undefined, 2)
    case 'csv':
      return rows.length > 0 ? asCsv(rows) : undefined
    case 'table':
      return rows.length > 0 ? asTable(rows) : undefined
    case 'list': {
      const names = thingsToList(asked, leads, done)
      if (names) return names.map((name, at) => `${isNumbered ? `${at + 1}.` : '-'} ${name}`).join('\n')
      return (
        rows
          .map(({ subject, said, step }, at) => {
            const mark = isNumbered ? `${at + 1}.` : '-'
            return `${mark} ${subject}: ${said}${step === '' ? '' : ` [${step}]`}`
          })
          .join('\n') || undefined
      )
    }
    case 'comma':
      return asNames(leads, done)?.join(separatorIn(asked.slice(form.start, form.end)))
    case 'sentence':
      return asSentence(leads, rows)
    case 'upper':
    case 'lower': {
      const alone = leads.length === 0 && asksForNothingElse(asked) ? plain(done) : undefined
      return alone === undefined ? inCase(form.kind, leads, rows) : turned(form.kind, alone)
    }
    case 'name':
      return leads.length > 0 ? briefly('name', leads, done) : undefined
    case 'plain': {
      // Of a question which files, their names are the answer.
      const names = leads.flatMap(({ value, word }) =>
        form.isBare || Array.isArray(value) ? (word ?? []) : [],
      )
      return names.length > 0 ? names.join('\n') : plain(done)
    }
    case 'words':
      return leads.length > 0
        ? briefly('word', leads, done)
        : inFewWords(mostWordsIn(asked.slice(form.start, form.end)), done)
    case 'number':
      return briefly('number', leads, done) ?? numbersOf(rows)
    case 'srt':
    case 'vtt':
      return subtitles(done, form.kind)
    default:
      return briefly(form.kind, leads, done)
  }
}

/** The files that a question which of them has for its answer. */
function chosenBy(leads: readonly Lead[]): string[] | undefined {
  const [only, ...others] = leads.map(({ value }) => value)
  return others.length === 0 && Array.isArray(only) ? only.map(String) : undefined
}

const isOf = (record: FieldRecord, name: string): boolean => Object.values(record).flat().includes(name)

/** Of records that name their files, those of the files that were chosen. */
function ofChosen(
  chosen: readonly string[] | undefined,
  records: FieldRecord[] | undefined,
): FieldRecord[] | undefined {
  const own = records?.filter((record) => chosen?.some((name) => isOf(record, name)))
  return own && own.length > 0 ? own : records
}

const namesAlone = (records: readonly FieldRecord[], chosen: readonly string[]): boolean =>
  records.every((record) => Object.keys(record).length === 1 && chosen.some((name) => isOf(record, name)))

/** The name of the file that shows something, and nothing of what it shows. */
const asksName = cued(
  'name',
  /\b(?:only|just)\b[^.?!]{0,12}\bthe (?:file ?)?names? of\b|^(?:please )?what(?:'s| is| are) the (?:file ?)?names? of the (?:pictures?|photos?|images?|recordings?|memos?|files?)\b/i,
)

/** Records of named fields as JSON, CSV or a table: a row for each file. */
function recordsInForm(kind: WantedForm['kind'], records: readonly FieldRecord[]): string {
  const [first = {}] = records
  if (kind === 'json') return JSON.stringify(records.length === 1 ? first : records, undefined, 2)
  const names = Object.keys(first)
  const cells = (record: FieldRecord) => names.map((name) => [record[name] ?? ''].flat().join(', '))
  const all = [names, ...records.map(cells)]
  if (kind === 'csv') return all.map((row) => row.map(csvCell).join(',')).join('\n')
  const lines = all.map((row) => `| ${row.map(tableCell).join(' | ')} |`)
  lines.splice(1, 0, `|${' --- |'.repeat(names.length)}`)
  return lines.join('\n')
}

const tableCell = (said: string): string => said.replaceAll('|', '\\|')
const csvCell = (said: string): string => (/[",\n]/.test(said) ? `"${said.replaceAll('"', '""')}"` : said)

/** One statement of an answer: of what, and by which step; none made what was known before. */
interface Row {
  subject: string
  said: string
  value: string
  step: string
}

function rowsOf(known: readonly string[], done: readonly StepReport[]): Row[] {
  const facts = known
    .flatMap((line) => line.split('\n'))
    .map((line): Row => {
      const [, subject = '', said = line] = /^(\S+\.\w{2,5})(?::| is| has) (.+)$/.exec(line) ?? []
      return { subject, said, value: said.replace(/\.$/, ''), step: '' }
    })
  const results = done.map(({ id, subject, summary, output }): Row => {
    const value = mainValue(output)
    const said = oneLine(summary)
    return { subject, said, value: typeof value === 'string' ? value : said, step: id }
  })
  return [...facts, ...results]
}

const oneLine = (said: string | undefined): string => (said ?? '').replace(/\s+/g, ' ').trim()

function asRecord(leads: readonly Lead[], done: readonly StepReport[], known: readonly string[]) {
  const values = leads.map(({ value, word }) => value ?? word)
  const results = done.map(({ id, tool, subject, output, summary }) => ({
    step: id,
    tool,
    subject,
    result: mainValue(output) ?? oneLine(summary),
  }))
  const answers = [...values, ...known]
  return { ...(answers.length > 0 && { answer: answers.length === 1 ? answers[0] : answers }), results }
}

/** What counts of an output for somebody who reads it by program. */
function mainValue(output: unknown): unknown {
  return (
    text.safeParse(output).data?.text ??
    label.safeParse(output).data?.label ??
    (Array.isArray(output) ? output.map(mainValue) : output)
  )
}

function asTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ subject, said, step }) => `| ${tableCell(subject)} | ${tableCell(said)} | ${step} |`,
  )
  return ['| file | result | step |', '| --- | --- | --- |', ...lines].join('\n')
}

function asCsv(rows: readonly Row[]): string {
  return [
    'file,result',
    ...rows.map(({ subject, value }) => `${csvCell(short(subject))},${csvCell(value)}`),
  ].join('\n')
}

/** "Separated by commas": the names of what was found, each once. */
function asNames(leads: readonly Lead[], done: readonly StepReport[]): string[] | undefined {
  const chosen = leads.flatMap(({ value, word }) => value ?? word ?? []).flat()
  const things = thingsNamed(done)
  const labels = done.flatMap(({ output }) => label.safeParse(output).data?.label ?? [])
  const found = chosen.length > 0 ? chosen : things.length > 0 ? things : labels
  return found.length > 0 ? [...new Set(found.map(String))] : undefined
}

const thingsNamed = (done: readonly StepReport[]): string[] => [
  ...new Set(done.flatMap(({ output }) => commonThingsIn(text.safeParse(output).data?.text ?? ''))),
]

const separators: readonly (readonly [RegExp, string])[] = [
  [/semi-?colon/i, '; '],
  [/slash/i, ' / '],
  [/pipe/i, ' | '],
  [/dash/i, ' - '],
  [/line/i, '\n'],
  [/space/i, ' '],
]
const separatorIn = (said: string): string => separators.find(([pattern]) => pattern.test(said))?.[1] ?? ', '

/** "List the objects": of one file the things by themselves. */
function thingsToList(
  asked: string,
  leads: readonly Lead[],
  done: readonly StepReport[],
): string[] | undefined {
  const isOfOne = new Set(done.map(({ subject }) => subject)).size === 1
  const asks = /\b(?:objects|things|items|animals)\b/i.test(asked) && !/\bdescri\w+\b/i.test(asked)
  const things = thingsNamed(done)
  return isOfOne && asks && leads.length === 0 && things.length > 0 ? things : undefined
}

const spelled = 'zero one two three four five six seven eight nine'.split(' ')
/** The number of words that "in at most three words" allows. */
function mostWordsIn(said: string): number {
  const found = said.match(/\d|\b(?:two|three|four|five|six|seven|eight)\b/gi)?.at(-1) ?? '3'
  const place = spelled.indexOf(found.toLowerCase())
  return place < 0 ? Number(found) : place
}

/** What was found of each file in as few words as are wanted: the text itself, or the things that it names. */
function inFewWords(most: number, done: readonly StepReport[]): string | undefined {
  const subjects = [...new Set(done.map(({ subject }) => subject))]
  const lines = subjects.flatMap((subject) => {
    const of = done.filter((step) => step.subject === subject)
    const texts = of.flatMap(({ output }) => text.safeParse(output).data?.text.trim() ?? [])
    const things = thingsNamed(of).slice(0, most)
    const [said = ''] = texts
    const brief = texts.find((one) => one.split(/\s+/).length <= most)
    const labels = of.flatMap(({ output }) => label.safeParse(output).data?.label ?? [])
    const few =
      brief ??
      (things.length > 0 ? things.join(', ') : labels[0]) ??
      said.split(/\s+/).slice(0, most).join(' ')
    return few === '' ? [] : [subjects.length > 1 ? `${short(subject)}: ${few}` : few]
  })
  return lines.length > 0 ? lines.join('\n') : undefined
}

/** The numbers of what is known of files, each by itself: "2.73" of "2.73 seconds". */
function numbersOf(rows: readonly Row[]): string | undefined {
  const numbers = rows.flatMap(({ step, said }) =>
    step === '' ? (/\d+(?:[.,]\d+)?(?: × \d+)?/.exec(said)?.[0] ?? []) : [],
  )
  const distinct = [...new Set(numbers)]
  return distinct.length > 0 ? distinct.join('\n') : undefined
}

/** "In one sentence": the verdict, or what was found of all files. */
function asSentence(leads: readonly Lead[], rows: readonly Row[]): string | undefined {
  const [lead] = leads
  if (lead) return lead.text.split('\n')[0]
  const of = distinctBy(rows, ({ subject }) => subject)
  const [only] = of
  if (!only) return undefined
  if (of.length === 1)
    return only.step === '' ? `${only.subject}: ${only.said}` : `${only.said} [${only.step}]`
  const parts = of.map(
    ({ subject, said }) => `${short(subject)} ${said.replace(/^It /, '').replace(/\.$/, '')}`,
  )
  const steps = of.flatMap(({ step }) => (step === '' ? [] : [step]))
  return `${formatList(parts)}.${steps.length > 0 ? ` [${steps.join(', ')}]` : ''}`
}

const turned = (kind: 'upper' | 'lower', said: string): string =>
  kind === 'upper' ? said.toUpperCase() : said.toLowerCase()

function inCase(kind: 'upper' | 'lower', leads: readonly Lead[], rows: readonly Row[]): string | undefined {
  const verdicts = leads.map((lead) => turned(kind, lead.text))
  const lines = rows.map(
    ({ subject, said, step }) => `${subject}: ${turned(kind, said)}${step === '' ? '' : ` [${step}]`}`,
  )
  return [...verdicts, ...lines].join('\n') || undefined
}

const distinctBy = <T>(all: readonly T[], keyOf: (one: T) => string): T[] =>
  [...new Map([...all].reverse().map((one) => [keyOf(one), one])).values()].reverse()

/** "Only the transcript": the text of the last results, and nothing else. */
function plain(done: readonly StepReport[]): string | undefined {
  const last = done.at(-1)?.tool
  const texts = done.filter(({ tool }) => tool === last).flatMap(({ output }) => [mainValue(output)].flat())
  const textItems = texts.filter((one) => typeof one === 'string')
  return textItems.length > 0 ? textItems.join('\n\n') : undefined
}

function briefly(
  kind: WantedForm['kind'],
  leads: readonly Lead[],
  done: readonly StepReport[],
): string | undefined {
  const words = leads.flatMap(({ word }) => word ?? [])
  const truth: Readonly<Record<string, string>> = kind === 'true-false' ? { Yes: 'True', No: 'False' } : {}
  if (words.length > 0) return words.map((word) => `${truth[word] ?? word}.`).join('\n')
  if (kind !== 'word') return undefined
  const subjects = [...new Set(done.map(({ subject }) => subject))]
  const named = subjects.flatMap((subject) => {
    const found = oneWordOf(done.filter((step) => step.subject === subject))
    return found === undefined ? [] : [subjects.length > 1 ? `${short(subject)}: ${found}.` : `${found}.`]
  })
  return named.length > 0 ? named.join('\n') : undefined
}

/** What results say of a file in one word: a label, a text of one word, the first thing that a text names. */
function oneWordOf(done: readonly StepReport[]): string | undefined {
  const texts = done.flatMap(({ output }) => text.safeParse(output).data?.text ?? [])
  const [found] = [
    ...done.flatMap(({ output }) => label.safeParse(output).data?.label ?? []),
    ...texts.filter((said) => said.split(/\s+/).length === 1),
    ...texts.flatMap((said) => commonThingsIn(said)),
  ]
  return found?.split(',')[0]
}

function subtitles(done: readonly StepReport[], kind: 'srt' | 'vtt'): string | undefined {
  const timed = done.flatMap(({ output }) => segments.safeParse(output).data?.segments ?? [])
  const cues = timed.flatMap(({ text: textItems, start, end }) =>
    start === null || start === undefined || end === null || end === undefined
      ? []
      : [{ said: textItems.trim(), start, end }],
  )
  if (cues.length === 0) return undefined
  const lines = cues.map(
    ({ said, start, end }, at) =>
      `${kind === 'srt' ? `${at + 1}\n` : ''}${clock(start, kind)} --> ${clock(end, kind)}\n${said}`,
  )
  return [...(kind === 'vtt' ? ['WEBVTT'] : []), ...lines].join('\n\n')
}

function clock(seconds: number, kind: 'srt' | 'vtt'): string {
  const whole = Math.floor(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(two)
  return `${parts.join(':')}${kind === 'srt' ? ',' : '.'}${String(Math.floor((seconds - whole) * 1000)).padStart(3, '0')}`
}
