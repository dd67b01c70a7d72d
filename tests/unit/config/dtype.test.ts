import { describe, expect, test } from 'vitest'
import { candidateId, candidateSchema } from '../../../src/config/candidate.js'
import { dtypeOfPart } from '../../../src/config/dtype.js'
import { stepKey } from '../../../src/executors/step-key.js'
import { laneOf } from '../../../src/queue/lanes/lane.js'

const whisper = { backend: 'local', model: 'Xenova/whisper-base' }
const parsed = (dtype: unknown) =>
  candidateSchema.parse({ ...whisper, ...(dtype !== undefined && { dtype }) })
const [one, other] = [
  parsed({ encoder_model: 'fp32', decoder_model_merged: 'q8' }),
  parsed({ decoder_model_merged: 'q8', encoder_model: 'fp32' }),
]

describe('a dtype for each network of a model', () => {
  test('gives one id, lane and key, in whatever order the networks stand', () => {
    expect(candidateId(one)).toBe('local:Xenova/whisper-base@main:decoder_model_merged=q8+encoder_model=fp32')
    expect(candidateId(other)).toBe(candidateId(one))
    expect(laneOf(other).name).toBe(laneOf(one).name)
    const key = (candidate: typeof one) =>
      stepKey({ tool: 'automatic-speech-recognition', candidate, input: {} })
    expect(key(other)).toBe(key(one))
    expect(key(one)).not.toBe(key(parsed('q8')))
    expect(key(one)).not.toBe(key(parsed({ encoder_model: 'fp32', decoder_model_merged: 'q4' })))
  })

  test('leaves ids with one dtype as they were', () => {
    expect(candidateId(parsed(undefined))).toBe('local:Xenova/whisper-base@main:q8')
    expect(candidateId(parsed('fp16'))).toBe('local:Xenova/whisper-base@main:fp16')
  })

  test('takes networks that are not named in fp32', () => {
    expect(dtypeOfPart(one.dtype, 'decoder_model_merged')).toBe('q8')
    expect(dtypeOfPart(one.dtype, 'embed_tokens')).toBe('fp32')
    expect(dtypeOfPart(one.dtype, 'toString')).toBe('fp32')
    expect(dtypeOfPart('q4', 'anything')).toBe('q4')
  })

  test.each([[{}], ['q9'], [{ encoder_model: 'q9' }], [{ 'onnx/encoder_model.onnx': 'q8' }], [8]])(
    'refuses %o and says what it takes',
    (dtype) => {
      const result = candidateSchema.safeParse({ ...whisper, dtype })
      expect(result.error?.issues[0]?.message).toContain('encoder_model: fp32')
    },
  )
})
