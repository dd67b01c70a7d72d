import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import type { Answer, FakeRouter, TaskRequest } from '../support/fake-router.js'
import { glbOfCube, wavOfTone } from '../support/media-files.js'
import { openRemoteBench } from '../support/remote-bench.js'

const picture = await readFile(join(packageRoot, 'samples/images/scene-01.png'))
const memo = await readFile(join(packageRoot, 'samples/audio/memo-01.wav'))
const chair = glbOfCube()
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** A server of one's own with one model, and what it was asked. */
async function place(answer: (router: () => FakeRouter) => Answer) {
  const asked: TaskRequest[] = []
  const bench = await openRemoteBench({
    media: { allowPrivateAddresses: true },
    models: {
      'acme/maker': {
        task: 'other',
        providers: {},
        answer: (request) => {
          asked.push(request)
          return answer(() => bench.router)
        },
      },
    },
  })
  const own = { model: 'acme/maker', endpoint: `${bench.router.url}/task/acme/maker` }
  return { ...bench, asked, own }
}

describe('a 3D model from a server of one’s own', () => {
  it.each([
    ['as a file', { bytes: chair, type: 'model/gltf-binary' }],
    ['as a file of no said type', { bytes: chair, type: 'application/octet-stream' }],
    ['as base64 in JSON', { json: { outputs: [{ glb: base64(chair) }] } }],
    ['as a data URL in JSON', { json: { model: `data:model/gltf-binary;base64,${base64(chair)}` } }],
  ] satisfies [string, Answer][])('is taken %s', async (_, answer) => {
    const { call, own, asked } = await place(() => answer)
    const { result: made } = await call('text-to-3d', { text: 'a chair', seed: 7 }, own)
    expect(asked).toMatchObject([{ inputs: 'a chair', parameters: { seed: 7 } }])
    expect(made).toMatchObject({
      ok: true,
      value: {
        mesh: {
          modality: 'mesh',
          mimeType: 'model/gltf-binary',
          facts: { triangles: 12 },
          name: 'made 3D model',
        },
      },
    })
  })

  it('is fetched where a reply names its address', async () => {
    const { call, own, router } = await place((its) => ({
      json: {
        seed: 1,
        model_mesh: { url: `${its().keep({ bytes: chair, type: 'binary/octet-stream' })}.glb?of=me` },
      },
    }))
    const { result: made } = await call('text-to-3d', { text: 'a chair' }, own)
    expect(made).toMatchObject({ ok: true, value: { mesh: { facts: { triangles: 12 } } } })
    const fetched = router.requests.filter(({ server }) => server === 'files')
    expect(fetched).toMatchObject([{ path: '/files/0.glb?of=me', authorization: undefined }])
  })

  it('is made of a picture, which is sent with the request', async () => {
    const { call, own, asked, sample } = await place(() => ({ bytes: chair, type: 'model/gltf-binary' }))
    const { result: made } = await call('image-to-3d', { image: await sample('images/scene-01.png') }, own)
    expect(asked).toMatchObject([{ inputs: base64(picture), parameters: {} }])
    expect(made).toMatchObject({ ok: true, value: { mesh: { facts: { triangles: 12 } } } })
  })

  it.each([
    ['a picture', { bytes: picture, type: 'model/gltf-binary' }, /should have made mesh.*image\/png/],
    ['a broken file', { bytes: chair.subarray(0, 200), type: 'model/gltf-binary' }, /it ends too early/],
    ['no file at all', { json: { status: 'done', note: 'https://example.org/chair' } }, /holds no file.*GLB/],
  ] satisfies [string, Answer, RegExp][])('is not made of %s', async (_, answer, reason) => {
    const { call, own } = await place(() => answer)
    expect((await call('text-to-3d', { text: 'a chair' }, own)).result).toMatchObject({
      ok: false,
      error: { code: 'PROVIDER_BAD_REPLY', message: expect.stringMatching(reason) },
    })
  })
})

describe('speech in another language from a server of one’s own', () => {
  it.each([
    ['as a file', { bytes: wavOfTone({ seconds: 2 }), type: 'audio/wav' }],
    [
      'as the API of audio-to-audio has it',
      { json: [{ blob: base64(wavOfTone({ seconds: 2 })), label: 'speech' }] },
    ],
  ] satisfies [string, Answer][])('is taken %s', async (_, answer) => {
    const { call, own, asked, sample } = await place(() => answer)
    const audio = await sample('audio/memo-01.wav')
    const { result: made } = await call('speech-to-speech', { audio, targetLanguage: 'de' }, own)
    expect(asked).toMatchObject([{ inputs: base64(memo), parameters: { target_language: 'de' } }])
    expect(made).toMatchObject({
      ok: true,
      value: { audio: { modality: 'audio', facts: { durationSeconds: 2 }, name: 'in German' } },
    })
  })
})

it('Where a provider serves such a model, the client has no way to ask it yet, and the error names the way that there is', async () => {
  const bench = await openRemoteBench({
    models: {
      'acme/maker': {
        task: 'text-to-3d',
        providers: { 'fal-ai': 'fal-ai/maker' },
        answer: () => ({ bytes: chair, type: 'model/gltf-binary' }),
      },
      'acme/nobody': { task: 'text-to-3d', providers: {}, answer: () => ({ json: {} }) },
    },
  })
  expect(
    (await bench.call('text-to-3d', { text: 'a chair' }, { model: 'acme/maker', provider: 'fal-ai' })).result,
  ).toMatchObject({
    ok: false,
    error: {
      code: 'PROVIDER_NOT_SERVED',
      message: expect.stringContaining("Task 'text-to-3d' not supported"),
    },
  })
  expect(
    (await bench.call('text-to-3d', { text: 'a chair' }, { model: 'acme/nobody' })).result,
  ).toMatchObject({
    ok: false,
    error: { code: 'PROVIDER_NOT_SERVED', message: expect.stringContaining('`endpoint` of your own') },
  })
})
