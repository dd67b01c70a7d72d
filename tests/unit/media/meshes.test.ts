import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { saveFile } from '../../../src/media/keep/save-file.js'
import { describeMedia } from '../../../src/media/media.js'
import { glbOfCube, mediaWorkplace } from '../../support/media-files.js'

/** The scene's description is longer or shorter, the rest stays. */
const changed = (change: (bytes: Buffer) => Buffer | undefined): Buffer => {
  const bytes = glbOfCube()
  return change(bytes) ?? bytes
}

describe('a GLB file', () => {
  it('is known by its content, and its triangles are counted as often as they stand in the scene', async () => {
    const { ingest, file } = await mediaWorkplace()
    const taken = await ingest.ingest(await file('chair.txt', glbOfCube({ times: 3 })))
    expect(taken).toMatchObject({
      ok: true,
      value: { modality: 'mesh', mimeType: 'model/gltf-binary', facts: { triangles: 36 }, name: 'chair.txt' },
    })
    if (taken.ok) expect(describeMedia(taken.value)).toMatch(/^model\/gltf-binary, 36 triangles, /)
  })

  it('counts strips and fans, and no points or lines', async () => {
    const { ingest } = await mediaWorkplace()
    const primitives = [4, 5, 6, 0, 1].map((mode) => ({ mode, attributes: { POSITION: 0 } }))
    const taken = await ingest.ingest(glbOfCube({ scene: { meshes: [{ primitives }] } }))
    // Of eight points: two whole triangles, six in a strip, six in a fan.
    expect(taken).toMatchObject({ ok: true, value: { facts: { triangles: 14 } } })
  })

  it('is saved with its own extension, whatever was asked for', async () => {
    const { dir, store, ingest } = await mediaWorkplace()
    const taken = await ingest.ingest(glbOfCube())
    if (!taken.ok) throw taken.error
    const path = await saveFile({
      from: await store.path(taken.value.digest),
      media: taken.value,
      to: join(dir, 'chair.obj'),
      name: 'made-3D-model.glb',
    })
    expect(path).toBe(join(dir, 'chair.glb'))
    expect(await readFile(path)).toEqual(glbOfCube())
  })

  it.each([
    ['is cut short', (bytes: Buffer) => bytes.subarray(0, -20), /it ends too early/],
    ['is cut short within its scene', (bytes: Buffer) => bytes.subarray(0, 60), /it ends too early/],
    ['is of version 1', (bytes: Buffer) => void bytes.writeUInt32LE(1, 4), /another version of glTF than 2/],
    ['has no scene', (bytes: Buffer) => void bytes.write('BIN\0', 16, 'latin1'), /its header is broken/],
    [
      'promises a longer scene than it has',
      (bytes: Buffer) => void bytes.writeUInt32LE(9e8, 12),
      /header is broken/,
    ],
    [
      'says that it is shorter than its scene',
      (bytes: Buffer) => void bytes.writeUInt32LE(4, 8),
      /header is broken/,
    ],
    ['has a scene that is no JSON', (bytes: Buffer) => void bytes.write('?', 20), /scene can not be read/],
  ])('is refused with the reason when it %s', async (_, change, reason) => {
    const { ingest } = await mediaWorkplace()
    expect(await ingest.ingest(changed(change))).toMatchObject({
      ok: false,
      error: { code: 'UNSUPPORTED_MEDIA', message: expect.stringMatching(reason) },
    })
  })

  it('is refused where its scene promises more points than the file has bytes, however they are packed', async () => {
    const { ingest } = await mediaWorkplace()
    for (const extensionsUsed of [[], ['KHR_draco_mesh_compression']]) {
      const scene = { accessors: [{ count: 1e15 }], extensionsUsed }
      expect(await ingest.ingest(glbOfCube({ scene }))).toMatchObject({
        ok: false,
        error: {
          code: 'UNSUPPORTED_MEDIA',
          message: expect.stringContaining('more points than it has room for'),
        },
      })
    }
    const scene = { accessors: [{ count: 30_000 }], extensionsUsed: ['KHR_draco_mesh_compression'] }
    expect(await ingest.ingest(glbOfCube({ scene }))).toMatchObject({ ok: true })
  })

  it('is refused where its scene speaks of things that are not there as numbers', async () => {
    const { ingest } = await mediaWorkplace()
    const taken = await ingest.ingest(glbOfCube({ scene: { accessors: [{ count: -1 }] } }))
    expect(taken).toMatchObject({ ok: false, error: { code: 'UNSUPPORTED_MEDIA' } })
    const odd = await ingest.ingest(glbOfCube({ scene: { nodes: [{ mesh: 99 }] } }))
    expect(odd).toMatchObject({ ok: true, value: { facts: { triangles: 0 } } })
  })
})
