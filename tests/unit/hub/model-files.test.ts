import { describe, expect, test } from 'vitest'
import { availableDtypes, describeParts, neededFiles } from '../../../src/hub/model-files.js'

const settings = ['config.json', 'preprocessor_config.json', 'tokenizer.json', 'tokenizer_config.json']
const beside = ['README.md', 'model.safetensors', 'pytorch_model.bin', 'onnx/README.md', 'vocab.txt']
const repo = (...weights: string[]) => [...settings, ...beside, ...weights.map((name) => `onnx/${name}`)]
const weightsOf = (files: readonly string[] | undefined) =>
  files?.filter((file) => file.startsWith('onnx/')).map((file) => file.slice('onnx/'.length))

describe('the files that a task needs', () => {
  test('are the settings and the weights of the dtype, nothing else', () => {
    const all = repo('model.onnx', 'model_quantized.onnx', 'model_fp16.onnx')
    expect(neededFiles(all, { dtype: 'q8' })).toEqual([...settings, 'onnx/model_quantized.onnx'])
    expect(weightsOf(neededFiles(all, { dtype: 'fp32' }))).toEqual(['model.onnx'])
    expect(weightsOf(neededFiles(all, { dtype: 'fp16' }))).toEqual(['model_fp16.onnx'])
  })

  test('are the encoder and the merged decoder of a generator, not the other forms of the decoder', () => {
    const all = repo(
      'encoder_model_quantized.onnx',
      'decoder_model_quantized.onnx',
      'decoder_with_past_model_quantized.onnx',
      'decoder_model_merged_quantized.onnx',
      'encoder_model.onnx',
      'decoder_model_merged.onnx',
    )
    expect(weightsOf(neededFiles(all, { dtype: 'q8' }))).toEqual([
      'encoder_model_quantized.onnx',
      'decoder_model_merged_quantized.onnx',
    ])
  })

  test('are the whole of CLIP to compare, and only its picture half for features of pictures', () => {
    const all = repo('model_quantized.onnx', 'text_model_quantized.onnx', 'vision_model_quantized.onnx')
    expect(weightsOf(neededFiles(all, { task: 'zero-shot-image-classification', dtype: 'q8' }))).toEqual([
      'model_quantized.onnx',
    ])
    expect(weightsOf(neededFiles(all, { task: 'image-feature-extraction', dtype: 'q8' }))).toEqual([
      'vision_model_quantized.onnx',
    ])
  })

  test('include data that large weights keep beside them', () => {
    const all = repo('model_q4.onnx', 'model_q4.onnx_data', 'model_q4.onnx_data_1', 'model_q4f16.onnx_data')
    expect(weightsOf(neededFiles(all, { dtype: 'q4' }))).toEqual([
      'model_q4.onnx',
      'model_q4.onnx_data',
      'model_q4.onnx_data_1',
    ])
  })

  test('are incomplete without the dtype, a part of the model, or the config', () => {
    expect(neededFiles(repo('model.onnx'), { dtype: 'q8' })).toBeUndefined()
    expect(neededFiles(repo('encoder_model_quantized.onnx'), { dtype: 'q8' })).toBeUndefined()
    expect(neededFiles(repo('decoder_model_merged_quantized.onnx'), { dtype: 'q8' })).toBeUndefined()
    expect(neededFiles(['onnx/model_quantized.onnx'], { dtype: 'q8' })).toBeUndefined()
  })
})

test('the dtypes of a repository are told by the names of its weights', () => {
  expect(availableDtypes(repo('model.onnx', 'model_quantized.onnx', 'model_q4f16.onnx'))).toEqual([
    'fp32',
    'q8',
    'q4f16',
  ])
  expect(availableDtypes(repo())).toEqual([])
})

describe('with a dtype for each network', () => {
  const all = repo(
    'encoder_model.onnx',
    'encoder_model_quantized.onnx',
    'decoder_model.onnx',
    'decoder_model_merged.onnx',
    'decoder_model_merged_quantized.onnx',
    'decoder_model_merged_quantized.onnx_data',
  )

  test('the files are those of the networks in their own dtypes', () => {
    const dtype = { encoder_model: 'fp32', decoder_model_merged: 'q8' } as const
    expect(weightsOf(neededFiles(all, { dtype }))?.sort()).toEqual([
      'decoder_model_merged_quantized.onnx',
      'decoder_model_merged_quantized.onnx_data',
      'encoder_model.onnx',
    ])
  })

  test('a network that is not named comes in fp32', () => {
    expect(weightsOf(neededFiles(all, { dtype: { decoder_model_merged: 'q8' } }))).toContain(
      'encoder_model.onnx',
    )
    expect(weightsOf(neededFiles(all, { dtype: { encoder_model: 'q8' } }))?.sort()).toEqual([
      'decoder_model_merged.onnx',
      'encoder_model_quantized.onnx',
    ])
  })

  test('a network that is not there, or not in its dtype, is no model', () => {
    expect(neededFiles(all, { dtype: { encoder_model: 'q4', decoder_model_merged: 'q8' } })).toBeUndefined()
    expect(neededFiles(all, { dtype: { encoder: 'fp32', decoder_model_merged: 'q8' } })).toBeUndefined()
  })

  test('the networks are told with the dtypes that are there', () => {
    expect(describeParts(all)).toEqual([
      'encoder_model (fp32, q8)',
      'decoder_model (fp32)',
      'decoder_model_merged (fp32, q8)',
    ])
  })
})

test('the voices of a model that speaks belong to it', () => {
  const files = [
    'config.json',
    'tokenizer.json',
    'onnx/model_quantized.onnx',
    'voices/af_heart.bin',
    'samples/a.wav',
  ]
  expect(neededFiles(files, { dtype: 'q8' })).toContain('voices/af_heart.bin')
  expect(neededFiles(files, { dtype: 'q8' })).not.toContain('samples/a.wav')
})
