import { expect, it } from 'vitest'
import { loadProfile } from '../../../src/config/load-profile.js'
import { allowsTool } from '../../../src/routing/allows-tool.js'
import { loadCatalog } from '../../../src/routing/catalog.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'

const tools = await loadBuiltInTools()
const catalog = await loadCatalog(['config/catalog.yaml'], { knownTools: tools.map(({ id }) => id) })

async function allowed(name: string): Promise<string[]> {
  const profile = await loadProfile({ profile: name, env: {} })
  if (!profile.ok) throw profile.error
  if (!catalog.ok) throw catalog.error
  const services = { catalog: catalog.value, profile: profile.value }
  return tools.filter((tool) => allowsTool(tool, services)).map(({ id }) => id)
}

it('the demo profile allows what its pack has models for and what needs none, the hub profile all that the catalogue has', async () => {
  expect(await allowed('demo')).toEqual([
    'anomaly-detection',
    'automatic-speech-recognition',
    'brightness-measurement',
    'cell-lookup',
    'changes-between',
    'document-to-images',
    'few-shot-audio-classification',
    'few-shot-image-classification',
    'image-classification',
    'image-difference',
    'image-feature-extraction',
    'image-text-similarity',
    'image-text-to-text',
    'image-to-text',
    'loudness-measurement',
    'odd-one-out',
    'pause-detection',
    'pitch-estimation',
    'speaker-attribution',
    'speaker-diarization',
    'speaker-verification',
    'speaking-rate',
    'things-in-common',
    'time-series-forecasting',
    'timeline',
    'video-frames',
    'video-to-audio',
    'visual-question-answering',
    'voice-activity-detection',
    'zero-shot-image-classification',
  ])
  expect(await allowed('hub')).toEqual(expect.arrayContaining(['object-detection', 'translation']))
})

it('a tool may run on the model that the profile names for it, or on none', async () => {
  const profile = await loadProfile({ profile: 'demo', env: {} })
  if (!profile.ok) throw profile.error
  const services = { catalog: { candidates: () => [] }, profile: profile.value }
  const onModels = tools.find(({ id }) => id === 'translation')
  if (!onModels) throw new Error('no such tool')
  expect(allowsTool(onModels, services)).toBe(false)
  const pinned = { ...profile.value, models: { translation: 'owner/name' } }
  expect(allowsTool(onModels, { ...services, profile: pinned })).toBe(true)
  expect(allowsTool({ ...onModels, run: async () => ({ text: '' }) }, services)).toBe(true)
})

it('a model that is dependable for some kinds of question only is asked no others', async () => {
  const profile = await loadProfile({ profile: 'demo', env: {} })
  const tool = tools.find(({ id }) => id === 'visual-question-answering')
  if (!profile.ok || !catalog.ok || !tool) throw new Error('nothing to ask')
  const services = { catalog: catalog.value, profile: profile.value }
  expect(allowsTool(tool, services, 'What colour is the background?')).toBe(true)
  expect(allowsTool(tool, services, 'How many cats are there?')).toBe(true)
  expect(allowsTool(tool, services, 'What is to the left of the cat?')).toBe(false)
  expect(allowsTool(tool, services, 'Who is in the picture?')).toBe(false)
  const hub = await loadProfile({ profile: 'hub', env: {} })
  if (!hub.ok) throw hub.error
  expect(allowsTool(tool, { ...services, profile: hub.value }, 'Who is in the picture?')).toBe(true)
})
