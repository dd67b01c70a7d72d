import { describe, expect, it } from 'vitest'
import { printable } from '../../../src/cli/ui/printable.js'
import { redact, SwitchyardError } from '../../../src/core/errors.js'
import { modelsNamedIn, parseModelId } from '../../../src/core/model-id.js'
import { trimSentenceEnd } from '../../../src/core/trim-end.js'
import { formatReason } from '../../../src/http/provider-errors.js'
import { asData } from '../../../src/llm/as-data.js'
import { createEscapeFilter } from '../../../src/media/text/escape-filter.js'
import { parseReference, parseTemplate } from '../../../src/plan/reference.js'
import { readReply } from '../../../src/planner/llm/llm-planner-reply.js'
import { createRulePlanner } from '../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'
import { cellNames } from '../../../src/tools/table/cell-names.js'

const tools = await loadBuiltInTools()
const signal = new AbortController().signal

/** All that reads text which others wrote. */
const readers: Record<string, (text: string) => unknown> = {
  'templates of a plan': (text) => parseTemplate(text),
  'references of a plan': (text) => parseReference(`$${text}`),
  'replies of a planner': (text) => readReply(text),
  'data for a prompt': (text) => asData('x', text),
  'names of models': (text) => modelsNamedIn(text),
  'the name of a model': (text) => parseModelId(text),
  'redaction of errors': (text) => redact(text),
  'an error': (text) => new SwitchyardError('INTERNAL', text, { details: { text } }).toInfo(),
  'errors of a provider': (text) => formatReason(text, {}),
  'what a terminal shows': (text) => printable(text),
  'escapes in a text': (text) => createEscapeFilter().filter(text, true),
  'the end of a sentence': (text) => trimSentenceEnd(`${text}x`),
  'a request, by rules': (text) =>
    createRulePlanner().plan({ text, media: {}, history: { turns: [], steps: [] }, tools }, { signal }),
}

/** What made some expression or loop slow once, or looks as if it could. */
const pieces = [
  ...[
    '{{',
    '{{ ',
    ' ',
    '\t',
    '\n',
    '.',
    '/',
    '-',
    'a',
    '"',
    '“',
    '{',
    '{"a":',
    '\u001b',
    '\u001b]',
    '\u200d',
  ],
  ...[
    'use the model a/',
    'use the model a/b ',
    'with a.',
    'Bearer ',
    'Bearer\t',
    '://a:',
    'hf_',
    '?key=',
    '$a.b[0]',
  ],
  ...[
    'do ',
    'say ',
    'what ',
    'is the ',
    'how does ',
    'which of my ',
    'goodbye',
    'thank you ',
    'and ',
    ', ',
    'a or b ',
  ],
]

const bytes = 256_000
/** Several times what any of them takes, also beside other work; one that grows with the square of such an input takes minutes. */
const mostCpuMs = 4_000

describe.each(Object.entries(readers))('%s', (_, read) => {
  it.each(pieces)('take time in proportion to their length: %j', async (piece) => {
    for (const text of [
      piece.repeat(bytes / piece.length),
      `${'{{'}${piece.repeat(bytes / piece.length)}}`,
    ]) {
      const before = process.cpuUsage()
      await read(text)
      const { user, system } = process.cpuUsage(before)
      expect((user + system) / 1000).toBeLessThan(mostCpuMs)
    }
  })
})

it('the places of cells take time in proportion to how many there are, also of the same ones', () => {
  const csv = `a,b\n${'x,\n'.repeat(60_000)}last,1`
  const before = process.cpuUsage()
  expect(cellNames(csv, ['last', 'x', ''])).toEqual(['A60002'])
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(mostCpuMs)
})
