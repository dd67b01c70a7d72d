import { expect, test } from 'vitest'
import { readVocabulary } from '../../../../../src/backends/local/chat/vocabulary.js'

const added = [{ id: 0, content: '<s>', special: true }]

test('a byte-level vocabulary has no space before a text', () => {
  const json = {
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
    decoder: { type: 'ByteLevel' },
    added_tokens: added,
  }
  const entries: [string, number][] = [
    ['<s>', 0],
    ['{', 1],
    ['Ġa', 2],
  ]
  expect(readVocabulary(json, entries)).toEqual({
    tokens: ['', '{', 'Ġa'],
    type: 'byte_level',
    prefixSpace: false,
  })
})

test.each([
  [
    'a normalizer that prepends',
    { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '▁' }] },
    null,
    true,
  ],
  ['Metaspace', null, { type: 'Metaspace', prepend_scheme: 'first' }, true],
  ['Metaspace in a sequence', null, { type: 'Sequence', pretokenizers: [{ type: 'Metaspace' }] }, true],
  ['Metaspace that never does', null, { type: 'Metaspace', prepend_scheme: 'never' }, false],
  ['neither', null, null, false],
])('SentencePiece with bytes to fall back on: %s', (_, normalizer, pre_tokenizer, prefixSpace) => {
  const decoder = { type: 'Sequence', decoders: [{ type: 'Replace' }, { type: 'ByteFallback' }] }
  const read = readVocabulary({ normalizer, pre_tokenizer, decoder, added_tokens: added }, [['<0x41>', 1]])
  expect(read).toMatchObject({ type: 'byte_fallback', prefixSpace })
})

test('special tokens and gaps are empty, so that they are never written inside JSON; other added ones count', () => {
  const json = { added_tokens: [...added, { id: 3, content: '<tool>', special: false }] }
  expect(readVocabulary(json, [['a', 1]])).toEqual({
    tokens: ['', 'a', '', '<tool>'],
    type: 'raw',
    prefixSpace: false,
  })
})

test('what is no tokenizer.json throws', () => {
  expect(() => readVocabulary(undefined, [])).toThrow()
})
