// Cuts single things out of sample pictures into samples/parts: npx tsx scripts/make-sample-parts.ts
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const samples = fileURLToPath(new URL('../samples/', import.meta.url))
/** A dog, two hats, two cats: of which picture, from where, and how wide. */
const parts: readonly [file: string, left: number, top: number, size: number][] = [
  ['scene-10.png', 117, 32, 128],
  ['scene-13.jpg', 17, 26, 188],
  ['scene-13.jpg', 282, 307, 205],
  ['scene-12.png', 96, 5, 155],
  ['scene-12.png', 96, 176, 144],
]
for (const [at, [file, left, top, size]] of parts.entries())
  await sharp(`${samples}images/${file}`)
    .extract({ left, top, width: size, height: size })
    .resize(128, 128)
    .jpeg({ quality: 85 })
    .toFile(`${samples}parts/part-0${at + 1}.jpg`)
