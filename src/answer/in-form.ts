import { z } from 'zod'
import type { StepReport } from '../executors/step-report.js'
import { formIn, type WantedForm } from '../planner/rules/reading/forms.js'
import { gloss } from '../planner/rules/words/gloss.js'
import { commonThingsIn } from '../tools/text/common-things.js'
import type { RespondRequest } from './responder.js'
import type { Lead } from './several.js'

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
  const form = formIn(asked)
  const done = shown.filter(({ status }) => status === 'done')
  if (!form || (done.length === 0 && leads.length === 0)) return undefined
  const isNumbered = /\bnumber(?:ed|s)?\b/i.test(asked.slice(form.start, form.end))
  switch (form.kind) {
    case 'json':
      return JSON.stringify(asRecord(leads, done, request.known ?? []), undefined, 2)
    case 'csv':
      return done.length > 0 ? asCsv(done) : undefined
    case 'table':
      return done.length > 0 ? asTable(done) : undefined
    case 'list':
      return (
        done
          .map(
            ({ subject, summary, id }, at) =>
              `${isNumbered ? `${at + 1}.` : '-'} ${subject}: ${oneLine(summary)} [${id}]`,
          )
          .join('\n') || undefined
      )
    case 'plain': {
      // Of a question which files, their names are the answer.
      const names = leads.flatMap(({ value, word }) => (Array.isArray(value) ? (word ?? []) : []))
      return names.length > 0 ? names.join('\n') : plain(done)
    }
    case 'srt':
    case 'vtt':
      return subtitles(done, form.kind)
    default:
      return briefly(form.kind, leads, done)
  }
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

function asTable(done: readonly StepReport[]): string {
  const cell = (said: string) => said.replaceAll('|', '\\|')
  const rows = done.map(
    ({ subject, summary, id }) => `| ${cell(subject)} | ${cell(oneLine(summary))} | ${id} |`,
  )
  return ['| file | result | step |', '| --- | --- | --- |', ...rows].join('\n')
}

function asCsv(done: readonly StepReport[]): string {
  const cell = (said: string) => (/[",\n]/.test(said) ? `"${said.replaceAll('"', '""')}"` : said)
  const rows = done.map(({ subject, output, summary }) => {
    const value = mainValue(output)
    return `${cell(subject.replace(/^.*\(([^()]+)\) *$/, '$1'))},${cell(typeof value === 'string' ? value : oneLine(summary))}`
  })
  return ['file,result', ...rows].join('\n')
}

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
  const labels = done.flatMap(({ output }) => label.safeParse(output).data?.label ?? [])
  const short = done
    .flatMap(({ output }) => text.safeParse(output).data?.text ?? [])
    .filter((said) => said.split(/\s+/).length === 1)
  const [told] = done.flatMap(({ output }) => text.safeParse(output).data?.text ?? [])
  const found = labels[0] ?? short[0] ?? (told === undefined ? undefined : commonThingsIn(told)[0])
  return found === undefined ? undefined : `${found.split(',')[0]}.`
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
