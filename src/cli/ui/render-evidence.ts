import type { AnswerEvidence } from '../../answer/evidence.js'
import { formatPercent } from '../../core/text.js'

/** What an answer rests on, a line each, with W3C media fragments: `[s1] image1 (photo.jpg)#xywh=10,20,30,40 "bus", 93 %`. */
export function renderEvidence(evidence: readonly AnswerEvidence[]): string {
  if (evidence.length === 0) return 'The answer names no step that it rests on.'
  return ['What it rests on:', ...evidence.map(renderOne)].join('\n')
}

function renderOne({ step, foundBy, media, reference, fragment, text, score }: AnswerEvidence): string {
  const name = media?.name ?? media?.modality ?? ''
  const file = media && (reference === undefined ? name : `${reference} (${name})`)
  const words = [
    `[${step}]`,
    foundBy === step ? undefined : `from ${foundBy}:`,
    file && `${file}${fragment === undefined ? '' : `#${fragment}`}`,
    text === undefined ? undefined : `"${text.replace(/\s+/g, ' ')}"${score === undefined ? '' : ','}`,
    score === undefined ? undefined : formatPercent(score),
  ]
  return `- ${words.filter(Boolean).join(' ')}`
}
