import { describe, expect, it } from 'vitest'
import { SwitchyardError } from '../../../src/core/errors.js'
import { combineFailures } from '../../../src/executors/combine-failures.js'

const away = (model: string) =>
  new SwitchyardError('MODEL_UNAVAILABLE', `The model ${model} is not here. Check the network.`)
const refused = new SwitchyardError('PROVIDER_AUTH', 'The server refused the key.')

describe('candidates that all failed', () => {
  it('are told each reason once, wherever it first stands', () => {
    const { code, message } = combineFailures('image-to-text', [
      { id: 'llm:openai:x', error: refused },
      { id: 'local:a/b@main:q8', error: away('a/b') },
      { id: 'local:c/d@main:q8', error: away('c/d') },
      { id: 'local:a/b@main:fp32', error: away('a/b') },
    ])
    expect(code).toBe('PROVIDER_AUTH')
    expect(message).toBe(
      'All 4 candidates of image-to-text failed. llm:openai:x: The server refused the key. local:a/b@main:q8: The model a/b is not here. Check the network. local:c/d@main:q8 and local:a/b@main:fp32: the same (MODEL_UNAVAILABLE).',
    )
  })

  it('are one reason where all have the same', () => {
    const { message } = combineFailures('image-to-text', [
      { id: 'local:a/b@main:q8', error: away('a/b') },
      { id: 'local:c/d@main:q8', error: away('c/d') },
    ])
    expect(message).toBe('The model a/b is not here. Check the network.')
  })
})
