// Writes src/hub/model-types.ts: which `model_type` each pipeline of the installed transformers.js can load. Run
// after updating it (npm run model-types). A test checks that the file is current.
import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

// Not among what the package exports; its sources say it all the same.
const sources = new URL('../node_modules/@huggingface/transformers/src/pipelines/index.js', import.meta.url)
const { SUPPORTED_TASKS, TASK_ALIASES } = await import(sources.href)

// Hosts load these in parts: there are models and processors for them, but no pipeline.
const auto = new URL(
  '../node_modules/@huggingface/transformers/src/models/auto/modeling_auto.js',
  import.meta.url,
)
const { AutoModelForImageTextToText, AutoModelForMaskGeneration } = await import(auto.href)
const inParts = {
  'image-text-to-text': { model: AutoModelForImageTextToText },
  'mask-generation': { model: AutoModelForMaskGeneration },
  'time-series-forecasting': { model: { MODEL_CLASS_MAPPINGS: [new Map([['patchtst'], ['patchtsmixer']])] } },
  // Those with a network for pictures and one for texts (load-towers.ts).
  'image-text-similarity': { model: { MODEL_CLASS_MAPPINGS: [new Map([['clip'], ['siglip']])] } },
  // Those that turn sound into numbers (load-sound-encoder.ts).
  'audio-feature-extraction': {
    model: {
      MODEL_CLASS_MAPPINGS: [
        new Map([['clap'], ['hubert'], ['unispeech'], ['wav2vec2'], ['wavlm'], ['whisper']]),
      ],
    },
  },
}
/** Models that can't be asked: told by marks what to do, or published without a processor that writes prompts. */
const unaskable = ['florence2', 'llava_qwen2', 'moondream1']

const tasks = fileURLToPath(new URL('../src/tools/tasks/', import.meta.url))
const toolFiles = new Set(readdirSync(tasks, { recursive: true }).map((file) => basename(file)))

const typesOf = ({ model }) => {
  const classes = [model].flat()
  if (classes.some(({ BASE_IF_FAIL }) => BASE_IF_FAIL)) return undefined
  const types = classes.flatMap(({ MODEL_CLASS_MAPPINGS }) =>
    MODEL_CLASS_MAPPINGS.flatMap((mapping) => [...mapping.keys()]),
  )
  return [...new Set(types)].filter((type) => !unaskable.includes(type)).sort()
}

const byPipeline = Object.entries({ ...SUPPORTED_TASKS, ...inParts }).flatMap(([task, supported]) => {
  const types = typesOf(supported)
  const aliases = Object.entries(TASK_ALIASES).flatMap(([alias, of]) => (of === task ? [alias] : []))
  const isKnown = (name) => toolFiles.has(`${name}.ts`) || Object.hasOwn(inParts, name)
  return types ? [task, ...aliases].filter(isKnown).map((name) => [name, types]) : []
})
const line = ([task, types]) => `  '${task}': list('${types.join(' ')}'),`
const file = fileURLToPath(new URL('../src/hub/model-types.ts', import.meta.url))
const text = `const list = (types: string): readonly string[] => types.split(' ')

/**
 * The \`model_type\`s that each pipeline of transformers.js can load, or hosts in parts; a pipeline that is not here loads any.
 * Written by \`npm run model-types\`.
 */
export const modelTypes: Readonly<Record<string, readonly string[]>> = {
${byPipeline.map(line).join('\n')}
}
`
if (process.argv.includes('--print')) process.stdout.write(JSON.stringify(Object.fromEntries(byPipeline)))
else {
  writeFileSync(file, text)
  execFileSync('npx', ['biome', 'check', '--write', file], { stdio: 'inherit' })
}
