import { open } from 'node:fs/promises'
import { z } from 'zod'
import { parseJson } from '../../core/json.js'
import { FileFault } from '../explain-read-error.js'
import type { MediaFacts } from '../media.js'

const count = z.int().nonnegative()
/** What is looked at of a glTF scene. */
const sceneSchema = z.object({
  asset: z.object({ version: z.string() }),
  nodes: z.array(z.object({ mesh: count.optional() })).default([]),
  meshes: z
    .array(
      z.object({
        primitives: z.array(
          z.object({
            mode: count.default(4),
            indices: count.optional(),
            attributes: z.record(z.string(), count),
          }),
        ),
      }),
    )
    .default([]),
  accessors: z.array(z.object({ count })).default([]),
  buffers: z.array(z.object({ uri: z.string().optional() })).default([]),
  extensionsUsed: z.array(z.string()).default([]),
})
type Scene = z.infer<typeof sceneSchema>
type Primitive = Scene['meshes'][number]['primitives'][number]

const headerBytes = 12
const chunkHeaderBytes = 8
/** More than packed points come to for each byte. */
const mostPacked = 1000
/** The scene's description; points and pictures lie in the other chunk. */
const maxJsonBytes = 32_000_000

/**
 * Counts the triangles of a GLB file (glTF 2.0, section 4), by what its scene says of them: the points are not read.
 * @throws FileFault where it is cut short, promises more points than it has room for, or has no scene that can be read
 */
export async function probeMesh(path: string, bytes: number): Promise<Pick<MediaFacts, 'triangles'>> {
  const file = await open(path)
  try {
    const read = async (length: number, at: number) =>
      (await file.read(Buffer.alloc(length), 0, length, at)).buffer
    const head = await read(headerBytes + chunkHeaderBytes, 0)
    const total = head.readUInt32LE(8)
    if (total > bytes) throw new FileFault('it ends too early')
    const length = head.readUInt32LE(headerBytes)
    if (head.toString('latin1', 16, 20) !== 'JSON' || headerBytes + chunkHeaderBytes + length > total)
      throw new FileFault('its header is broken')
    if (length > maxJsonBytes) throw new FileFault(`its scene takes more than ${maxJsonBytes} bytes`)
    const scene = sceneSchema.safeParse(parseJson((await read(length, 20)).toString('utf8')))
    if (!scene.success) throw new FileFault('its scene can not be read')
    const most = bytes * (hasPointsElsewhere(scene.data) ? mostPacked : 1)
    if (scene.data.accessors.some(({ count }) => count > most))
      throw new FileFault('its scene promises more points than it has room for')
    return { triangles: countTriangles(scene.data) }
  } finally {
    await file.close()
  }
}

/** Whether points are packed, or in another file, so that there may be more of them than bytes here. */
const hasPointsElsewhere = ({ buffers, extensionsUsed }: Scene): boolean =>
  extensionsUsed.some((name) => /draco|meshopt/i.test(name)) ||
  buffers.some(({ uri }) => uri !== undefined && !uri.startsWith('data:'))

/** Of every mesh as often as it stands in the scene. */
function countTriangles({ nodes, meshes, accessors }: Scene): number {
  const ofPrimitive = ({ mode, indices, attributes }: Primitive): number => {
    const points = accessors[indices ?? attributes.POSITION ?? -1]?.count ?? 0
    if (mode === 4) return Math.floor(points / 3)
    // Strips and fans; what is left are points and lines.
    return mode === 5 || mode === 6 ? Math.max(0, points - 2) : 0
  }
  const sizes = meshes.map(({ primitives }) => primitives.reduce((sum, one) => sum + ofPrimitive(one), 0))
  return nodes.reduce((sum, { mesh }) => sum + (sizes[mesh ?? -1] ?? 0), 0)
}
