import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { encodeMp3, hasMp3Encoder } from '../../../../src/media/codec/encode-mp3.js'

const memo = 'samples/audio/memo-long.wav'

test.skipIf(!(await hasMp3Encoder())).each([0, 1, 3, 10, 30, 100])(
  'a recording that is being encoded stops with the request, after %i turns of the event loop',
  async (turns) => {
    const controller = new AbortController()
    const encoding = encodeMp3(memo, controller.signal)
    const ended = encoding.then(
      () => 'encoded',
      (reason: unknown) => reason,
    )
    for (let turn = 0; turn < turns; turn++) await setImmediate()
    const reason = new Error('stopped')
    controller.abort(reason)
    expect(await ended).toBe(reason)
  },
)
