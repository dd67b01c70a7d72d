import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadDotenv } from '../../../src/config/dotenv.js'
import { childEnv } from '../../../src/core/process/child-env.js'
import { temporaryDir } from '../../support/media-files.js'

async function folderWith(text: string): Promise<string> {
  const dir = await temporaryDir()
  await writeFile(join(dir, '.env'), text)
  return dir
}

test('.env adds what is not set, and overrides nothing', async () => {
  const dir = await folderWith('OPENAI_MODEL="qwen3:8b" # mine\nHF_TOKEN=hf_file\nNODE_OPTIONS=--inspect\n')
  const env = { HF_TOKEN: 'hf_own' }
  expect(loadDotenv(env, { dir })).toEqual({ names: ['OPENAI_MODEL'], warnings: [] })
  expect(env).toEqual({ HF_TOKEN: 'hf_own', OPENAI_MODEL: 'qwen3:8b' })
})

test('a key that stands elsewhere is not sent to a server that .env names', async () => {
  const dir = await folderWith('OPENAI_BASE_URL=http://elsewhere.example/v1\n')
  const env: Record<string, string> = { OPENAI_API_KEY: 'sk-own' }
  const { warnings } = loadDotenv(env, { dir })
  expect(env).toEqual({ OPENAI_API_KEY: 'sk-own' })
  expect(warnings.join()).toContain('OPENAI_BASE_URL')
  const both = await folderWith('OPENAI_BASE_URL=http://elsewhere.example/v1\nOPENAI_API_KEY=sk-there\n')
  expect(loadDotenv({}, { dir: both }).names.sort()).toEqual(['OPENAI_API_KEY', 'OPENAI_BASE_URL'])
})

test('hosts get nothing of it', async () => {
  const env = { PATH: '/bin' }
  loadDotenv(env, { dir: await folderWith('MY_SETTING_OF_DOTENV=1\n') })
  expect(env).toHaveProperty('MY_SETTING_OF_DOTENV')
  expect(childEnv(env)).toEqual({ PATH: '/bin' })
})

test('no .env is no fault', async () => {
  expect(loadDotenv({}, { dir: await temporaryDir() })).toEqual({ names: [], warnings: [] })
})
