import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../../src/config/package-root.js'
import type { ModelFacts } from '../../../../src/hub/model-facts.js'
import { modelTypes } from '../../../../src/hub/model-types.js'
import { fitLocally, type LocalNeeds } from '../../../../src/routing/open-models/local-fit.js'
import { localAdapterFor, localWays } from '../../../../src/tools/local/local-adapter-for.js'
import { loadTool } from '../../../../src/tools/registry.js'

const MB = 1_000_000
const vit = (files: Record<string, number>, rest: Partial<ModelFacts> = {}): ModelFacts => ({
  model: 'owner/vit',
  files: Object.entries({ 'config.json': 1000, 'preprocessor_config.json': 500, ...files }).map(
    ([path, bytes]) => ({ path, bytes }),
  ),
  pipelineTag: 'image-classification',
  modelType: 'vit',
  gated: false,
  ...rest,
})
const allDtypes = {
  'onnx/model.onnx': 400 * MB,
  'onnx/model_fp16.onnx': 200 * MB,
  'onnx/model_quantized.onnx': 100 * MB,
  'onnx/model_q4.onnx': 60 * MB,
}
const needs = (rest: Partial<LocalNeeds> = {}): LocalNeeds => ({
  tool: 'image-classification',
  pipeline: 'image-classification',
  revision: 'main',
  preference: 'speed',
  device: 'cpu',
  memoryBytes: 10_000 * MB,
  ...rest,
})
function reasonOf(facts: ModelFacts, rest: Partial<LocalNeeds> = {}): string {
  const fit = fitLocally(facts, needs(rest))
  if (fit.ok) throw new Error(`it fits as ${fit.value.dtype}`)
  return fit.error.reason
}
const dtypeOf = (facts: ModelFacts, rest: Partial<LocalNeeds> = {}) => {
  const fit = fitLocally(facts, needs(rest))
  return fit.ok ? fit.value.dtype : fit.error.reason
}

describe('a model of the Hub', () => {
  it('of one pair of languages says which, so that nothing else is translated with it', () => {
    const marian = (model: string) =>
      fitLocally(
        vit(
          { 'onnx/encoder_model_quantized.onnx': MB, 'onnx/decoder_model_merged_quantized.onnx': MB },
          {
            ...{ model, modelType: 'marian', pipelineTag: 'translation' },
          },
        ),
        needs({ tool: 'translation', pipeline: 'translation' }),
      )
    expect(marian('Xenova/opus-mt-fi-sv')).toMatchObject({ value: { options: { from: 'fi', to: 'sv' } } })
    expect(marian('Xenova/opus-mt-en-ROMANCE')).toMatchObject({ value: { options: {} } })
  })

  it('becomes a candidate with the sizes that its files have', () => {
    expect(fitLocally(vit(allDtypes), needs({ revision: 'v2' }))).toMatchObject({
      ok: true,
      value: {
        backend: 'local',
        source: 'hub',
        model: 'owner/vit',
        revision: 'v2',
        dtype: 'q8',
        download: 100 * MB + 1500,
        memory: 1.5 * (100 * MB + 1500),
      },
    })
  })

  it.each([
    [{ device: 'cpu' }, 'q8'],
    [{ device: 'auto' }, 'q8'],
    [{ device: 'cpu', preference: 'quality' }, 'fp32'],
    [{ device: 'cuda' }, 'fp16'],
    [{ device: 'webgpu', preference: 'quality' }, 'fp32'],
    [{ device: 'cpu', preference: 'quality', memoryBytes: 200 * MB }, 'q8'],
    [{ device: 'cuda', memoryBytes: 100 * MB }, 'q4'],
  ] as const)('runs for %j as %s', (rest, dtype) => {
    expect(dtypeOf(vit(allDtypes), rest)).toBe(dtype)
  })

  it('is offered in its smallest form where none fits the memory, so that the router can name the sizes', () => {
    expect(dtypeOf(vit(allDtypes), { memoryBytes: MB })).toBe('q4')
  })

  it('counts weights that lie beside their network', () => {
    const files = {
      'onnx/model_q4.onnx': MB,
      'onnx/model_q4.onnx_data': 900 * MB,
      'onnx/model_q4.onnx_data_1': 800 * MB,
    }
    const fit = fitLocally(vit(files), needs())
    expect(fit.ok && fit.value.download).toBe(1701 * MB + 1500)
  })

  it('has a form only where all its networks have it', () => {
    const files = {
      'onnx/encoder_model.onnx': MB,
      'onnx/encoder_model_quantized.onnx': MB,
      'onnx/decoder_model_merged.onnx': MB,
    }
    const speech = { tool: 'automatic-speech-recognition', pipeline: 'automatic-speech-recognition' }
    const whisper = vit(files, { pipelineTag: speech.tool, modelType: 'whisper' })
    expect(dtypeOf(whisper, speech)).toBe('fp32')
    const encoderOnly = vit(
      { 'onnx/encoder_model.onnx': MB },
      { pipelineTag: speech.tool, modelType: 'whisper' },
    )
    expect(reasonOf(encoderOnly, speech)).toContain('lacks a part of its weights')
  })

  it('is turned down with the reason: no ONNX, another task, a kind that the library does not know', () => {
    expect(reasonOf(vit({ 'model.safetensors': MB }))).toContain('has no ONNX files')
    expect(reasonOf({ ...vit(allDtypes), files: [] })).toContain('config.json')
    expect(reasonOf(vit(allDtypes, { pipelineTag: 'fill-mask' }))).toBe(
      'is for fill-mask, not for image-classification',
    )
    expect(reasonOf(vit(allDtypes, { modelType: 'bert' }))).toContain(
      "is a bert model, which transformers.js can't run",
    )
  })

  it('that sees is asked in words, or told by a mark, whatever pipeline the task has', async () => {
    const files = Object.fromEntries(
      ['decoder_model_merged', 'embed_tokens', 'vision_encoder', 'encoder_model'].map((part) => [
        `onnx/${part}_quantized.onnx`,
        MB,
      ]),
    )
    const seeing = (modelType: string) => vit(files, { pipelineTag: 'image-text-to-text', modelType })
    const fitFor = async (id: string, modelType: string) => {
      const tool = await loadTool(id)
      if (!tool) throw new Error(id)
      const pipeline = localAdapterFor(tool, {})?.pipeline ?? id
      const { modelsOf } = tool
      return fitLocally(seeing(modelType), needs({ tool: id, modelsOf, pipeline, ways: localWays(tool) }))
    }
    const options = { ok: true, value: { options: {} } }
    expect(await fitFor('visual-question-answering', 'smolvlm')).toMatchObject(options)
    expect(await fitFor('image-text-to-text', 'qwen3_vl')).toMatchObject(options)
    expect(await fitFor('document-question-answering', 'idefics3')).toMatchObject({
      value: { options: { chat: true } },
    })
    expect(await fitFor('image-to-text', 'smolvlm')).toMatchObject({ value: { options: { chat: true } } })
    expect(await fitFor('image-to-text', 'florence2')).toMatchObject({
      value: { options: { taskPrompt: '<DETAILED_CAPTION>' } },
    })
    expect(await fitFor('image-text-to-text', 'florence2')).toMatchObject({
      error: { reason: expect.stringContaining('is a florence2 model') },
    })
    expect(await fitFor('image-text-to-text', 'bert')).toMatchObject({ ok: false })
  })

  it('is not turned down for what its page does not say', () => {
    expect(dtypeOf(vit(allDtypes, { pipelineTag: undefined, modelType: undefined }))).toBe('q8')
  })

  it('of a kindred task will do: vectors of sentences come from any feature extractor', () => {
    const sentences = {
      tool: 'sentence-similarity',
      modelsOf: ['feature-extraction'],
      pipeline: 'feature-extraction',
    }
    expect(dtypeOf(vit(allDtypes, { pipelineTag: 'feature-extraction', modelType: 'bert' }), sentences)).toBe(
      'q8',
    )
  })
})

it('the table of model types is that of the installed transformers.js', () => {
  const script = join(packageRoot, 'scripts/write-model-types.mjs')
  const printed = execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' })
  expect(JSON.parse(printed)).toEqual(modelTypes)
})
