import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { modelsNamedIn, parseModelId } from '../../../src/core/model-id.js'

describe('a model id', () => {
  it.each([
    ['Xenova/vit-base-patch16-224', { model: 'Xenova/vit-base-patch16-224', revision: undefined }],
    ['a/b@main', { model: 'a/b', revision: 'main' }],
    ['a/b.c_d-2@refs/pr/12', { model: 'a/b.c_d-2', revision: 'refs/pr/12' }],
  ])('%s is read', (text, id) => {
    expect(parseModelId(text)).toEqual(id)
  })

  it.each([
    'vit',
    '/vit',
    'a/b/c',
    'a/..',
    '../b',
    'a/b@',
    'a/b@../x',
    'a/b--c',
    'a/b c',
    'a/-b',
    '',
    'https://a/b',
  ])('%j is none', (text) => {
    expect(parseModelId(text)).toBeUndefined()
  })

  test('never leads out of a folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '.', '/', '-', '@', '_', '\\', '%') }), (text) => {
        const { model = 'a/a', revision = 'a' } = parseModelId(text) ?? {}
        expect(
          [...model.split('/'), ...revision.split('/')].filter((part) => ['', '.', '..'].includes(part)),
        ).toEqual([])
        expect(model).not.toContain('\\')
      }),
      { numRuns: 2000, examples: [['a/a@a/'], ['a/a@a/./a'], ['a/a@a/.']] },
    )
  })
})

describe('a request', () => {
  it.each([
    ['Describe the picture with Xenova/vit-gpt2-image-captioning.', ['Xenova/vit-gpt2-image-captioning']],
    ['use nlpconnect/vit-gpt2@v1 to describe it', ['nlpconnect/vit-gpt2@v1']],
    ['Transcribe it using the model openai/whisper.', ['openai/whisper']],
    ['Classify it, model: "timm/resnet"', ['timm/resnet']],
    [
      'Use onnx-community/whisper-base and then use Xenova/bart-large-cnn!',
      ['onnx-community/whisper-base', 'Xenova/bart-large-cnn'],
    ],
    ['Use Qwen/Qwen2.5-0.5B-Instruct here', ['Qwen/Qwen2.5-0.5B-Instruct']],
  ])('%j names %j', (text, ids) => {
    expect(modelsNamedIn(text).map(({ id }) => id)).toEqual(ids)
  })

  it.each([
    'What is in the picture and/or the memo?',
    'Compare it with his/her picture',
    'Use samples/images/scene-01.png',
    'Use samples/photo-1.png for this',
    'Describe with https://example.org/Model-1',
    'It runs at 60 km/h with 5/8 of the fuel',
    'Is Xenova/vit-base a good model?',
  ])('%j names none', (text) => {
    expect(modelsNamedIn(text)).toEqual([])
  })
})
