import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ModelRegistry } from '@huggingface/transformers'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { dtypes } from '../../src/config/dtype.js'
import { packageRoot } from '../../src/config/package-root.js'
import { neededFiles } from '../../src/hub/model-files.js'

const fixtures = join(packageRoot, 'tests/fixtures/models')
const manifest = z
  .array(z.object({ task: z.string(), model: z.string(), dtype: z.enum(dtypes) }))
  .parse(JSON.parse(readFileSync(join(fixtures, 'manifest.json'), 'utf8')))
const pack = [
  ['image-classification', 'vit-tiny'],
  ['zero-shot-image-classification', 'clip-tiny'],
  ['image-to-text', 'captioner-tiny'],
  ['automatic-speech-recognition', 'whisper-tiny'],
] as const

const models = [
  ...manifest.map((one) => ({ ...one, folder: join(fixtures, one.model) })),
  ...pack.map(([task, model]) => ({
    task,
    model,
    dtype: 'q8' as const,
    folder: join(packageRoot, 'models/pictogram', model),
  })),
]

test.each(models)(
  'what is downloaded of $model ($dtype) is what transformers.js loads for $task',
  async (one) => {
    const { task, dtype, folder } = one
    const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const loaded: string[] = await Reflect.apply(ModelRegistry.get_pipeline_files, ModelRegistry, [
      task,
      folder,
      { dtype },
    ])
    const needed = neededFiles(all, { task, dtype })

    const weights = (files: readonly string[] = []) => files.filter((file) => file.startsWith('onnx/')).sort()
    expect(weights(needed)).toEqual(weights(loaded))
    for (const file of loaded.filter((name) => all.includes(name))) expect(needed).toContain(file)
  },
)
