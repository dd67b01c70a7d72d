import { decodeImage } from '../../media/codec/decode-image.js'
import type { Media } from '../../media/media.js'
import type { ReaderContext } from '../reader-adapter.js'
import { type Difference, findDifference } from './difference.js'

/** Pixels of the longer side that pictures are compared at. */
const maxSide = 512

/** Compares each picture with the next, point by point, where both have one size. @throws SwitchyardError what is wrong with one */
export async function readDifferences(
  images: readonly Media[],
  { path, limits }: ReaderContext,
): Promise<Difference[]> {
  const read = async (image: Media) =>
    decodeImage(await path(image), { maxPixels: limits.maxPixels, maxSide })
  const differences: Difference[] = []
  let last: { image: Media; points: Awaited<ReturnType<typeof read>> } | undefined
  for (const [at, after] of images.slice(1).entries()) {
    const before = images[at]
    if (!before || !isOfOneSize(before, after)) {
      differences.push({ first: at + 1, second: at + 2, regions: [] })
      continue
    }
    const points = await read(after)
    const { share, regions } = findDifference(
      last?.image === before ? last.points : await read(before),
      points,
    )
    last = { image: after, points }
    const toPixels = (value: number) =>
      Math.round((value * (after.facts.width ?? points.width)) / points.width)
    differences.push({
      ...{ first: at + 1, second: at + 2, share },
      regions: regions.map(({ xmin, ymin, xmax, ymax }) => ({
        xmin: toPixels(xmin),
        ymin: toPixels(ymin),
        xmax: toPixels(xmax),
        ymax: toPixels(ymax),
      })),
    })
  }
  return differences
}

/** Whether points at the same place can show the same. */
const isOfOneSize = ({ facts: one }: Media, { facts: other }: Media): boolean =>
  one.width !== undefined && one.width === other.width && one.height === other.height
