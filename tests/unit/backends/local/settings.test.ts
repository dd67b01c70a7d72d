import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readLocalSettings } from '../../../../src/backends/local/local-settings.js'
import { devicesOf } from '../../../../src/backends/local/pool/devices.js'
import { profileSchema } from '../../../../src/config/profile.js'
import { childEnv } from '../../../../src/core/process/child-env.js'
import { cacheError } from '../../../../src/hub/errors.js'
import { readHubSettings } from '../../../../src/hub/settings.js'

const GB = 1_000_000_000
const localOf = (local: Record<string, unknown> = {}) =>
  profileSchema.parse({ name: 't', description: 't', local }).local

describe('the Hugging Face variables', () => {
  test('mean what they mean in Python', () => {
    expect(readHubSettings({ HOME: '/home/ada' })).toEqual({
      endpoint: 'https://huggingface.co',
      cacheDir: '/home/ada/.cache/huggingface/hub',
      token: undefined,
      offline: false,
    })
    expect(readHubSettings({ HOME: '/home/ada', XDG_CACHE_HOME: '/cache' }).cacheDir).toBe(
      '/cache/huggingface/hub',
    )
    expect(readHubSettings({ HOME: '/home/ada', HF_HOME: '~/hf' }).cacheDir).toBe('/home/ada/hf/hub')
    expect(readHubSettings({ HOME: '/home/ada', HF_HOME: '/hf', HF_HUB_CACHE: '/models' }).cacheDir).toBe(
      '/models',
    )
    expect(readHubSettings({ HF_ENDPOINT: 'https://mirror.example/' }).endpoint).toBe(
      'https://mirror.example',
    )
    expect(readHubSettings({ HF_HUB_OFFLINE: 'TRUE' }).offline).toBe(true)
    expect(readHubSettings({ HF_HUB_OFFLINE: '0' }).offline).toBe(false)
  })

  test('give the token of the environment before the one that was saved', async () => {
    const home = await mkdtemp(join(tmpdir(), 'switchyard-token-'))
    onTestFinished(() => rm(home, { recursive: true, force: true }))
    await mkdir(join(home, 'hf'))
    await writeFile(join(home, 'hf', 'token'), 'hf_saved\n')
    const env = { HOME: home, HF_HOME: join(home, 'hf') }
    expect(readHubSettings(env).token).toBe('hf_saved')
    expect(readHubSettings({ ...env, HF_TOKEN: 'hf_set' }).token).toBe('hf_set')
  })

  test('that make no sense are named', () => {
    expect(() => readHubSettings({ HF_ENDPOINT: 'mirror.example' })).toThrow(
      /HF_ENDPOINT is "mirror.example"/,
    )
  })
})

describe('the machine', () => {
  test('is divided among hosts: cores once, memory once', () => {
    expect(readLocalSettings(localOf(), 'cpu', { cores: 16, freeBytes: 32 * GB })).toEqual({
      hosts: 4,
      threads: 4,
      memoryBytes: 16 * GB,
      recycleBytes: 6 * GB,
    })
    expect(readLocalSettings(localOf(), 'cpu', { cores: 2, freeBytes: 4 * GB })).toMatchObject({
      hosts: 1,
      threads: 2,
    })
    expect(readLocalSettings(localOf(), 'cpu', { cores: 1, freeBytes: 4 * GB })).toMatchObject({
      hosts: 1,
      threads: 1,
    })
  })

  test('has one host on a GPU', () => {
    expect(readLocalSettings(localOf(), 'cuda', { cores: 16, freeBytes: 32 * GB })).toMatchObject({
      hosts: 1,
      threads: 16,
    })
  })

  test('is used as the profile says when it says', () => {
    const local = localOf({ hosts: 2, threads: 1, memory: '1GB', recycleBytes: '3GB' })
    expect(readLocalSettings(local, 'cpu', { cores: 16, freeBytes: 32 * GB })).toEqual({
      hosts: 2,
      threads: 1,
      memoryBytes: GB,
      recycleBytes: 3 * GB,
    })
  })

  test('is probed for the devices of its platform, CPU last', () => {
    expect(devicesOf('linux', 'x64')).toEqual(['cuda', 'webgpu', 'cpu'])
    expect(devicesOf('linux', 'arm64')).toEqual(['cpu'])
    expect(devicesOf('darwin', 'arm64').at(-1)).toBe('cpu')
  })
})

test('children that run models get what they need of the system, and nothing that may be a secret', () => {
  const needed = {
    ...{
      PATH: '/bin',
      LANG: 'C',
      LC_ALL: 'C.UTF-8',
      Path: 'C:\\',
      SystemRoot: 'C:\\Windows',
      TMPDIR: '/tmp',
    },
    ...{ LD_LIBRARY_PATH: '/cuda', CUDA_VISIBLE_DEVICES: '0', OMP_NUM_THREADS: '2', HF_HOME: '/models' },
  }
  const others = {
    ...{ HF_TOKEN: 'hf_x', OPENAI_API_KEY: 'sk-x', REDIS_URL: 'redis://:p@h', NODE_OPTIONS: '--inspect' },
    ...{ OTEL_EXPORTER_OTLP_HEADERS: 'a=b', GITHUB_PAT: 'x', AWS_CREDENTIALS: 'x', DB_PASSWD: 'x', DSN: 'x' },
    ...{ MALLOC_TOKEN: 'x', NVIDIA_API_KEY: 'x', CUDA_PASSWORD: 'x', HTTPS_PROXY: 'http://u:p@h', FOO: 'x' },
  }
  expect(childEnv({ ...needed, ...others })).toEqual(needed)
})

test('a full disk is an error for the operator that names the folder and says what is kept', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
  const hub = { endpoint: 'https://huggingface.co', cacheDir: '/models', token: undefined }
  const error = cacheError(full, 'owner/name', hub)
  expect(error).toMatchObject({ code: 'STORE_FULL', retryable: false })
  expect(String(error)).toMatch(/\/models is full.*owner\/name.*is kept/)
  expect(cacheError(Object.assign(new Error('no'), { code: 'EACCES' }), 'm', hub)).toMatchObject({
    code: 'INVALID_CONFIG',
  })
})
