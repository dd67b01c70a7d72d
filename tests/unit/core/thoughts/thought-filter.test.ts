import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createThoughtFilter, stripThoughts } from '../../../../src/core/thoughts/thought-filter.js'

const words = (text: string) => streamed([text])

function streamed(pieces: readonly string[]): string {
  const filter = createThoughtFilter()
  return pieces.map((piece) => filter.push(piece)).join('') + filter.end()
}

const replies: readonly [what: string, reply: string, words: string][] = [
  ['no thoughts', 'A cat on a mat.', 'A cat on a mat.'],
  ['<think>', '<think>\nA cat, or a dog?\n</think>\n\nA cat.', 'A cat.'],
  ['<thinking>', '<thinking>a dog?</thinking>A cat.', 'A cat.'],
  ['<reasoning>, in capitals', '<REASONING>a dog?</REASONING> A cat.', 'A cat.'],
  ['a tag with values', '<think time="2">a dog?</think>A cat.', 'A cat.'],
  ['<thought_process>', '<thought_process>a dog?</thought_process>A cat.', 'A cat.'],
  ['a tag of a name space', '<mm:think>a dog?</mm:think>A cat.', 'A cat.'],
  ['<|think_start|>', '<|think_start|>a dog?<|think_end|>A cat.', 'A cat.'],
  ['<|think|>', '<|think|>a dog?<|/think|>A cat.', 'A cat.'],
  ["DeepSeek's end", '<think>a dog?</think>A cat.<｜end▁of▁sentence｜>', 'A cat.'],
  ['[|endofturn|]', '<thought>\na dog?\n</thought>\nA cat.[|endofturn|]', 'A cat.'],
  ['an answer in a tag', '<think>a dog?</think>\n<answer>\nA cat.\n</answer>', 'A cat.\n'],
  ['a tag of its own', 'Use <answer>A cat.</answer> here.', 'Use <answer>A cat.</answer> here.'],
  ['channels without their marks', 'analysisThe user has a cat, or a dog?assistantfinalA cat.', 'A cat.'],
  ['a word that begins so', 'analysis of a cat', 'analysis of a cat'],
  [
    'a first channel without its mark',
    'analysis<|message|>A dog?<|end|><|start|>assistant<|channel|>final<|message|>A cat.',
    'A cat.',
  ],
  [
    'reasoning steps',
    'Here are my reasoning steps:\nA dog?\n[BEGIN FINAL RESPONSE]\nA cat.\n[END FINAL RESPONSE]\n<|end|>',
    'A cat.\n',
  ],
  ['several blocks', '<think>a</think>A cat. <think>b</think>And a mat.', 'A cat. And a mat.'],
  ['thoughts in thoughts', '<think>a<think>b</think>c</think>A cat.', 'A cat.'],
  ['thoughts that speak of their own mark', '<think>Is <think> a tag?</think>It is.', 'It is.'],
  ['thoughts that nothing opened', 'Okay, the user has a cat.\n</think>\nA cat.', 'A cat.'],
  ['empty thoughts', '<think>\n\n</think>\n\nA cat.', 'A cat.'],
  ['thoughts alone', '<think>A cat, or a dog?</think>\n', ''],
  ['thoughts that never end', '<think>A cat, or a dog, or', ''],
  ['an open fence in thoughts', '<think>\n```json\n{"a": 1}\n</think>\nA cat.', '\nA cat.'],
  ['[THINK]', '[THINK]a dog?[/THINK]A cat.', 'A cat.'],
  ['◁think▷', '◁think▷a dog?◁/think▷A cat.', 'A cat.'],
  [
    '<|begin_of_thought|>',
    '<|begin_of_thought|>x<|end_of_thought|><|begin_of_solution|>A cat.<|end_of_solution|>',
    'A cat.',
  ],
  [
    'harmony channels',
    '<|channel|>analysis<|message|>A dog?<|end|><|start|>assistant<|channel|>final<|message|>A cat.<|return|>',
    'A cat.',
  ],
  [
    'harmony with a commentary',
    '<|channel|>commentary to=tool <|constrain|>json<|message|>{}<|call|><|start|>assistant<|channel|>final<|message|>A cat.',
    'A cat.',
  ],
  ['harmony without an answer', '<|channel|>analysis<|message|>A dog?', ''],
  ['<|im_end|>', 'A cat.<|im_end|>\n', 'A cat.'],
  ['a turn of its own making', 'A cat.<|im_end|>\n<|im_start|>user\nAnd?<|im_end|>', 'A cat.'],
  ['ChatML around it', '<|im_start|>assistant\nA cat.<|im_end|>', 'A cat.'],
  ["Llama's header", '<|start_header_id|>assistant<|end_header_id|>\n\nA cat.<|eot_id|>', 'A cat.'],
  ['</s>', 'A cat.</s>\n', 'A cat.'],
  ['<end_of_turn>', 'A cat.<end_of_turn>', 'A cat.'],
  ['text struck out', 'A <s>dog</s> cat.', 'A <s>dog</s> cat.'],
  ['a comparison', 'If a < b and [c], then <b>d</b>.', 'If a < b and [c], then <b>d</b>.'],
  [
    'a mark that is spoken of',
    'Models write <think> before they answer.',
    'Models write <think> before they answer.',
  ],
  [
    'a mark in code',
    'Write `<think>` and `</think>` around it.',
    'Write `<think>` and `</think>` around it.',
  ],
  [
    'a mark in a fence',
    'So:\n```html\n<think>\nhm\n</think>\n<|im_end|>\n```\nThat is all.',
    'So:\n```html\n<think>\nhm\n</think>\n<|im_end|>\n```\nThat is all.',
  ],
  ['a backtick that opens nothing', 'it`s <think>a</think>a cat', 'it`s a cat'],
  [
    'a mark in code of an answer that begins like thoughts',
    'Okay, so `</think>` ends it.',
    'Okay, so `</think>` ends it.',
  ],
]

describe('of a reply with', () => {
  test.each(replies)('%s the words are left', (_, reply, expected) => {
    expect(words(reply)).toBe(expected)
  })
})

test('any way of cutting a reply into pieces gives the same words', () => {
  for (const [, reply, expected] of replies) {
    expect(streamed([...reply])).toBe(expected)
    for (let first = 0; first <= reply.length; first++) {
      for (let second = first; second <= reply.length; second += 3)
        expect(streamed([reply.slice(0, first), reply.slice(first, second), reply.slice(second)])).toBe(
          expected,
        )
    }
  }
})

test('random mixtures of marks, words and code are the same in any pieces', () => {
  const parts = [
    ...[
      '<think>',
      '</think>',
      '<|channel|>',
      'analysis',
      'final',
      '<|message|>',
      '<|end|>',
      '<|im_start|>',
      'user',
    ],
    ...[
      '`',
      '```',
      '~~~',
      '\n',
      ' ',
      '    ',
      'Okay, so',
      'a cat',
      '<',
      '</s>',
      '[THINK]',
      '[/THINK]',
      '<|im_end|>',
    ],
  ]
  const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 })
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 14 }), sizes, (some, lengths) => {
      const reply = some.join('')
      const pieces: string[] = []
      for (let at = 0; at < reply.length; ) {
        const length = lengths[pieces.length % lengths.length] ?? 1
        pieces.push(reply.slice(at, at + length))
        at += length
      }
      expect(streamed(pieces)).toBe(words(reply))
    }),
    { numRuns: 2000 },
  )
})

test('words pass on as they come', () => {
  const filter = createThoughtFilter()
  expect(filter.push('The sky')).toBe('The sky')
  expect(filter.push(' is <thi')).toBe(' is ')
  expect(filter.push('n.')).toBe('<thin.')
  expect(filter.end()).toBe('')
})

test('a model that is known to end thoughts which nothing opened is kept back until it has', () => {
  const filter = createThoughtFilter({ holds: 'known' })
  expect(filter.push('A dog? No.</th')).toBe('')
  expect(filter.push('ink>A cat')).toBe('A cat')
  expect(filter.push(' it is.')).toBe(' it is.')
  expect(filter.closedUnopened).toBe(true)
})

describe('of a whole reply', () => {
  test('all before the last end of thoughts goes, also where nothing opened them', () => {
    expect(stripThoughts('A draft: {"a":1}</think>{"a":2}')).toEqual({
      text: '{"a":2}',
      closedUnopened: true,
    })
  })

  test('JSON that speaks of marks is left as it is', () => {
    const json = '{"text": "<think>what?</think> and <|im_end|>"}'
    expect(stripThoughts(json).text).toBe(json)
  })
})

test('a long reply of nothing but marks is read to its end', () => {
  for (const piece of ['<', '`', '[THINK', ' \n', '``` ', '</s>a']) {
    const long = piece.repeat(5000)
    expect(streamed(Array.from({ length: 20 }, () => long)).length).toBeGreaterThanOrEqual(long.length)
  }
})
