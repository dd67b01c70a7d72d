import type { PresenceFinding } from './presence.js'

/** "Both a dog and a balloon": a file that has one of them does not count. */
export const asksForTogether = (text: string): boolean =>
  /\bboth an? |\btogether with\b/i.test(text.slice(0, 200))

/** What holds of all things that are looked for together, file by file. */
export function jointly(findings: readonly PresenceFinding[], thing: string): PresenceFinding[] {
  const subjects = [...new Set(findings.map(({ subject }) => subject))]
  return subjects.flatMap((subject) => {
    const some = findings.filter((one) => one.subject === subject)
    const verdict = (['probably-not', 'unknown', 'yes'] as const).find((one) =>
      some.some((finding) => finding.verdict === one),
    )
    const [first] = some
    return first && verdict ? [{ ...first, thing, verdict, score: undefined }] : []
  })
}

/** "Which of them have no dog": files without the thing are asked for. */
export const asksForLack = (text: string): boolean =>
  /^.{0,40}\b(?:which|how many|count|number of|all|both|every|each|any|some)\b/i.test(text.slice(0, 200)) &&
  /\b(?:without|lack|no (?!one\b|longer\b)|(?:is|are|has|have) not (?!there\b|it\b|they\b))/i.test(
    text.slice(0, 200),
  ) &&
  !/\bright\?$/i.test(text.slice(-20))
