import { formatList } from '../core/text.js'
import type { PresenceFinding, Verdict } from './presence.js'

/** "Both a dog and a balloon": a file that has one of them does not count. */
export const asksForTogether = (text: string): boolean =>
  /\bboth an? |\btogether with\b|\bas well as\b|\balong with\b|\bat the same time\b/i.test(text.slice(0, 200))

/** Things that are asked for as one: all of them, any of them, or none. */
export interface Joint {
  said: string
  /** What holds of each file. */
  findings: (of: readonly PresenceFinding[]) => PresenceFinding[]
}

/** Whether several things are asked for as one, by the words. Undefined: each by itself. */
export function jointOf(text: string, things: readonly string[]): Joint | undefined {
  const read = text.slice(0, 400)
  const isIn = (between: string) =>
    things.slice(1).every((thing) => {
      const at = read.toLowerCase().indexOf(thing.toLowerCase())
      return (
        at > 0 &&
        new RegExp(`\\b(?:${between})\\b[^.?!]{0,20}$`, 'i').test(read.slice(Math.max(0, at - 30), at))
      )
    })
  if (/\bneither\b/i.test(read) && /\bnor\b/i.test(read)) {
    const said = `neither ${formatList([...things], 'nor')}`
    return { said, findings: (of) => jointly(of, said, ['yes', 'unknown', 'probably-not'], true) }
  }
  // A picture has one background: with a thing beside it, both are meant of the same picture.
  const grounds = things.filter((thing) => / background$/i.test(thing)).length
  const isOnGround =
    grounds === 1 && things.length > 1 && isIn('and|with|on') && !/\bwhich\b.*\bwhich\b/i.test(read)
  if (isOnGround || asksForTogether(text)) {
    const said = formatList([...things])
    return { said, findings: (of) => jointly(of, said, ['probably-not', 'unknown', 'yes'], false) }
  }
  const mixed = withDenied(read, things)
  if (mixed) return mixed
  if (!isIn('or')) return undefined
  const said = formatList([...things], 'or')
  return { said, findings: (of) => jointly(of, said, ['yes', 'unknown', 'probably-not'], false) }
}

/** "A dog but no cat", "an animal other than a fish": a thing that must be there, and one that must not. */
function withDenied(text: string, things: readonly string[]): Joint | undefined {
  const isDenied = (thing: string) => {
    const at = text.toLowerCase().indexOf(thing.toLowerCase())
    return /\b(?:no|not|without|other than|apart from|except(?: for)?|besides|neither)\s+(?:an? |any |the )?$/i.test(
      text.slice(Math.max(0, at - 24), Math.max(0, at)),
    )
  }
  const denied = things.filter(isDenied)
  const wanted = things.filter((thing) => !denied.includes(thing))
  if (denied.length === 0 || wanted.length === 0) return undefined
  const said = `${formatList(wanted)} but no ${formatList(denied, 'or')}`
  const turned = (one: PresenceFinding): PresenceFinding =>
    denied.includes(one.thing) ? { ...one, verdict: opposite[one.verdict] } : one
  return {
    said,
    findings: (of) => jointly(of.map(turned), said, ['probably-not', 'unknown', 'yes'], false),
  }
}

/** What holds of several things together, file by file: the first of the verdicts that one of them has. */
function jointly(
  findings: readonly PresenceFinding[],
  thing: string,
  order: readonly Verdict[],
  isDenied: boolean,
): PresenceFinding[] {
  const subjects = [...new Set(findings.map(({ subject }) => subject))]
  return subjects.flatMap((subject) => {
    const some = findings.filter((one) => one.subject === subject)
    const found = order.find((one) => some.some((finding) => finding.verdict === one))
    const verdict = isDenied && found ? opposite[found] : found
    const [first] = some
    return first && verdict ? [{ ...first, thing, verdict, score: undefined }] : []
  })
}

const opposite: Readonly<Record<Verdict, Verdict>> = {
  yes: 'probably-not',
  'probably-not': 'yes',
  unknown: 'unknown',
}

/** "Which of them have no dog": files without the thing are asked for. */
export const asksForLack = (text: string): boolean =>
  /^.{0,40}\b(?:which|how many|count|number of|all|both|every|each|any|some)\b/i.test(text.slice(0, 200)) &&
  /\b(?:without|lack|no (?!one\b|longer\b)|(?:is|are|has|have) not (?!there\b|it\b|they\b)|(?:do|does)(?: not|n't)\s*[?.]?$)/i.test(
    text.slice(0, 200),
  ) &&
  !/\bright\?$/i.test(text.slice(-20))
