import { describe, expect, test } from 'vitest'
import { newTokens, provideCachePositions } from '../../../../../src/backends/local/host/cache-position.js'

describe('the new tokens of a call', () => {
  test('stand behind those that the decoder has cached, whatever the encoder keeps', () => {
    expect(
      newTokens({
        input_ids: [1, 1],
        encoder_hidden_states: [1, 1500, 8],
        'past_key_values.0.encoder.key': [1, 2, 1500, 4],
        'past_key_values.0.decoder.key': [1, 2, 7, 4],
      }),
    ).toEqual({ from: 7, count: 1 })
  })

  test('are all of them at first', () => {
    expect(newTokens({ input_ids: [1, 4], 'past_key_values.0.key': [1, 2, 0, 4] })).toEqual({
      from: 0,
      count: 4,
    })
    expect(newTokens({ inputs_embeds: [1, 9, 64] })).toEqual({ from: 0, count: 9 })
  })
})

/** A network that remembers what it is run with. */
function network(inputNames: readonly string[]) {
  const runs: Record<string, unknown>[] = []
  return {
    inputNames,
    runs,
    outputNames: ['logits'],
    run: async (feeds: Record<string, unknown>) => runs.push(feeds),
    release: async () => 'released',
  }
}

test('a network with the input asks for it no longer and still gets it; others stay as they are', async () => {
  const decoder = network(['input_ids', 'cache_position'])
  const encoder = network(['input_features'])
  // The library's models are functions.
  const model = Object.assign(() => {}, { sessions: { model: encoder, decoder_model_merged: decoder } })
  provideCachePositions(model)
  expect(model.sessions.model).toBe(encoder)
  const provided = model.sessions.decoder_model_merged
  expect(provided.inputNames).toEqual(['input_ids'])
  expect(provided.outputNames).toEqual(['logits'])
  expect(await provided.release()).toBe('released')
  await provided.run({ input_ids: { dims: [1, 2] }, 'past_key_values.0.decoder.key': { dims: [1, 2, 3, 4] } })
  expect(decoder.runs[0]).toMatchObject({
    cache_position: { type: 'int64', dims: [2], data: BigInt64Array.from([3n, 4n]) },
  })
})

test('what is no model of networks is left alone', () => {
  for (const model of [undefined, null, 5, {}, { sessions: 'none' }])
    expect(() => provideCachePositions(model)).not.toThrow()
})
