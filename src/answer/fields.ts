import { z } from 'zod'
import type { StepReport } from '../executors/step-report.js'
import type { Media } from '../media/media.js'
import { quotedIn } from '../planner/rules/words/labels.js'
import { commonThingsIn } from '../tools/text/common-things.js'
import { countIn, thingsIn } from '../tools/text/said-counts.js'
import { colourIn } from './colours.js'
import type { RespondRequest } from './responder.js'

/*
 * Answers of named fields: "a table with the file name and the background colour", "JSON with the keys objects and background", "the
 * objects as a JSON array". A request that names a field which is not known is answered as before.
 */

/** What a field has of one file. */
type Value = string | number | readonly string[] | null
interface File {
  name: string
  item: Media
  /** What steps told of it, as descriptions and transcripts. */
  texts: readonly string[]
  labels: readonly string[]
}
export type FieldRecord = Readonly<Record<string, Value>>

const thingsOf = ({ texts, labels }: File): string[] => {
  const named = [...new Set(texts.flatMap((text) => commonThingsIn(text)))]
  return named.length > 0 ? named : [...labels]
}
const firstOf = <T>(values: readonly T[]): T | null => values[0] ?? null

const fields: readonly (readonly [RegExp, (file: File) => Value])[] = [
  [/^(?:file|file ?name|name|picture|photo|image|recording|memo)s?$/, ({ name }) => name],
  [
    /^(?:background|background ?colou?r|colou?r)s?(?: of the background)?$/,
    ({ texts }) => firstOf(texts.flatMap((text) => colourIn(text, 'background') ?? [])),
  ],
  [/^(?:objects|things|items|animals|contents?)$/, thingsOf],
  [/^(?:object|thing|item|animal|label|category|class)$/, (file) => firstOf(thingsOf(file))],
  [
    /^(?:captions?|descriptions?|transcripts?|transcriptions?|texts?|words|content|what (?:it|they|each(?: \w+)?|the \w+) (?:shows?|says?)|what is (?:said|shown|in it))$/,
    ({ texts }) => firstOf(texts),
  ],
  [
    /^(?:counts?|numbers?|amount|(?:object|thing) ?count)(?: of (?:objects|things|items))?$/,
    ({ texts }) => firstOf(texts.map(thingsIn)),
  ],
  [/^widths?$/, ({ item }) => item.facts.width ?? null],
  [/^heights?$/, ({ item }) => item.facts.height ?? null],
  [
    /^(?:dimensions?|resolutions?|sizes?|sizes? in pixels)$/,
    ({ item: { facts, bytes } }) => (facts.width ? `${facts.width}x${facts.height}` : bytes),
  ],
  [/^(?:file ?sizes?|bytes)$/, ({ item }) => item.bytes],
  [
    /^(?:durations?|lengths?|seconds)$/,
    ({ item: { facts } }) =>
      facts.durationSeconds === undefined ? null : Math.round(facts.durationSeconds * 100) / 100,
  ],
  [/^(?:format|type|file ?type|mime ?type)s?$/, ({ item }) => item.mimeType],
]

const form = '(?:table|csv(?: file)?|json(?: (?:object|array|list))?s?|spreadsheet)'
const keyed =
  /\b(?:keys?|fields?|columns?|properties|headers?|attributes)\b(?: (?:named|called|for|are|being))?[:,]? *([^.;:?!\n]{3,120})/i
const tabled = new RegExp(
  `\\b${form}\\b(?: output| format)?(?: please)?,?(?: (?:with|of|showing|that has|that shows|listing|containing)|:)(?: one row per \\w+)?:? +([^.;:?!\\n]{3,120})`,
  'i',
)
const before = new RegExp(
  `^(?:please )?(?:put|write|list|show|give|arrange|collect|return|i (?:want|need))(?: me)? ([^.;:?!\\n]{3,60}?(?:,| and )[^.;:?!\\n]{3,60}?) (?:in|into|as) (?:an? )?(?:markdown )?${form}`,
  'i',
)
const listed =
  /\b(?:objects|things|items|animals|everything|all)\b[^.?!]{0,40}\b(?:as|in|into) (?:an? )?json (?:array|list)\b|\bjson (?:array|list) (?:of|with|containing|listing)(?: (?:the|all|every|each|a|names?|words?|labels?|of|for|single))* (?:objects?|things?|items?|animals?|everything|whatever|what)\b/i

const keysOf = /"(\w[\w ]{0,30})" ?:/g
/** What stands behind a list of names, and is none: what is to be done. */
const goesOn =
  /^(?:list|describe|give|tell|show|say|write|name|transcribe|for|of|what|which|how|please|put)\b \S/i

/** The names of the fields that a request asks for; undefined where it names none, or one that is not known. */
function fieldsIn(text: string): string[] | undefined {
  const literal = /\{[^{}]{3,160}\}/.exec(text)?.[0]
  if (literal !== undefined) {
    const keys = [...literal.matchAll(keysOf)].flatMap(([, key]) => key ?? [])
    return keys.length > 0 && keys.every((key) => getterOf(key)) ? keys : undefined
  }
  // "color (of the background)": what stands in brackets explains.
  const plain = text.replace(/ ?\([^()]{0,80}\)/g, '')
  const list = (keyed.exec(plain) ?? tabled.exec(plain) ?? before.exec(plain))?.[1]?.split(/ [-–—] /)[0]
  const [named = ''] = (list ?? '')
    .replace(/\s/g, ' ')
    .split(/ (?:of|for|per|in|from) (?:each|every|all|the|both|these|my|this)\b/i)
  const names = named
    .split(/,(?: ?and )?| and |&/i)
    .map((name) =>
      name
        .replace(/["'“”‘’`]/g, '')
        .replace(/^(?:all (?:the )?|the |its |their |an? |each )/i, '')
        .trim(),
    )
    .filter(Boolean)
  const end = names.findIndex((name) => goesOn.test(name) && !getterOf(name))
  const fieldNames = end > 0 ? names.slice(0, end) : names
  if (fieldNames.length > 0 && fieldNames.every((name) => getterOf(name))) return fieldNames
  // In whatever language the keys are spoken of, they stand in quotation marks.
  const quoted = quotedIn(text)
  return quoted.length > 1 && quoted.every((name) => getterOf(name)) ? quoted : undefined
}

const getterOf = (name: string) =>
  fields.find(([pattern]) => pattern.test(name.toLowerCase().replaceAll('_', ' ')))?.[1]

const told = z.object({ text: z.string() })
const labelled = z.object({ label: z.string() })

/** Each file that was looked at, or where none was, each attached one. */
function filesOf({ media }: RespondRequest, done: readonly StepReport[]): File[] {
  const all = Object.entries(media).map(([reference, item]): File => {
    const steps = done.filter(({ subject }) => subject.split(' ')[0] === reference)
    return {
      name: item.name ?? reference,
      item,
      texts: steps.flatMap(({ output }) => told.safeParse(output).data?.text.trim() ?? []),
      labels: steps.flatMap(({ output }) => labelled.safeParse(output).data?.label ?? []),
    }
  })
  const seen = all.filter(({ texts, labels }) => texts.length > 0 || labels.length > 0)
  return seen.length > 0 ? seen : all
}

/** A record for each file, of the fields that a request names. Undefined: it names none. */
export function recordsAsked(
  request: RespondRequest,
  text: string,
  done: readonly StepReport[],
): FieldRecord[] | undefined {
  const names = fieldsIn(text)
  if (!names) return undefined
  return filesOf(request, done).map((file) =>
    Object.fromEntries(names.map((name) => [name, getterOf(name)?.(file) ?? null])),
  )
}

/** The things that files show, for "the objects as a JSON array": of one file its list, of several each with its name. Undefined: nothing of the kind is asked. */
export function thingsAsked(request: RespondRequest, text: string, done: readonly StepReport[]): unknown {
  if (!listed.test(text)) return undefined
  const files = filesOf(request, done)
  const [only] = files
  if (!only || files.every((file) => thingsOf(file).length === 0)) return undefined
  const repeated = (file: File) =>
    thingsOf(file).flatMap((thing) =>
      Array.from(
        { length: Math.max(1, ...file.texts.map((said) => countIn(said, thing) ?? 1)) },
        () => thing,
      ),
    )
  return files.length === 1
    ? repeated(only)
    : Object.fromEntries(files.map((file) => [file.name, repeated(file)]))
}
