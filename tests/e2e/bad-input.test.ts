import { execFileSync } from 'node:child_process'
import { chmod, cp, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli, memo, picture } from '../support/cli.js'
import { serve } from '../support/serve.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())
afterEach(async () => {
  expect(await cli.leftovers()).toEqual([])
  expect(await cli.halfWritten()).toEqual([])
})

const asRoot = process.getuid?.() === 0
const file = (name: string) => join(cli.home, name)

async function refused(source: string, text = 'Describe this.', options: Parameters<Cli['ask']>[2] = {}) {
  const { stdout, stderr, exitCode } = await cli.ask(text, [source], options)
  expect(stdout).toBe('')
  expect(exitCode).toBeGreaterThan(0)
  expect(stderr).not.toMatch(/ at .*\.js:\d+/)
  return stderr
}

describe('a request', () => {
  it('that is empty is wrong usage', async () => {
    const { stderr, exitCode } = await cli.ask('  ')
    expect(stderr).toContain('The request is empty')
    expect(exitCode).toBe(2)
  })
})

describe('a file', () => {
  it('that is missing is named', async () => {
    expect(await refused('nowhere.jpg')).toContain('nowhere.jpg')
  })

  it('that is a folder is called one', async () => {
    expect(await refused(cli.home)).toMatch(/folder|directory/)
  })

  it('that has no bytes is called empty', async () => {
    await writeFile(file('empty.png'), '')
    expect(await refused(file('empty.png'))).toMatch(/empty/)
  })

  it('that is a truncated JPEG is called damaged', async () => {
    const bytes = await readFile(picture(9, 'jpg'))
    await writeFile(file('cut.jpg'), bytes.subarray(0, bytes.length / 2))
    expect(await refused(file('cut.jpg'))).toMatch(/cut\.jpg.*(damaged|cut off|truncated)/)
  })

  it('that is a truncated WAV is heard as far as it goes, and the answer says so', async () => {
    const bytes = await readFile(memo('01'))
    await writeFile(file('cut.wav'), bytes.subarray(0, bytes.length / 2))
    const { stdout } = await cli.ask('Transcribe this.', [file('cut.wav')])
    expect(stdout).toMatch(/The recording is cut short: only \d+\.\d of its \d+\.\d seconds are there/)
  })

  it('that is text named .png is taken as text, and no picture is described', async () => {
    await writeFile(file('notes.png'), 'Just some words about a lighthouse.')
    const { stdout } = await cli.ask('Describe this picture.', [file('notes.png')])
    expect(stdout).not.toMatch(/a \w+ on a \w+ background/)
  })

  it('that is a picture of 100 megapixels is refused by its size', async () => {
    const bomb = sharp({
      create: { width: 10_000, height: 10_000, channels: 3, background: 'white' },
      limitInputPixels: false,
    })
    await bomb.png({ compressionLevel: 9 }).toFile(file('bomb.png'))
    expect(await refused(file('bomb.png'))).toMatch(/100.*megapixel|10,?000\s*x\s*10,?000|100,?000,?000/i)
  })

  it('that is three hours of silence is refused by its length', async () => {
    const seconds = 3 * 3600
    const header = wavHeader({ sampleRate: 8000, bytes: seconds * 8000 })
    await writeFile(file('silence.wav'), header)
    await truncate(file('silence.wav'), header.length + seconds * 8000)
    expect(await refused(file('silence.wav'), 'Transcribe this.')).toMatch(/10,?800.*7,?200|3 h/)
  })

  it('that is an SVG is refused and never rendered', async () => {
    const seen: string[] = []
    const server = await serve((request, response) => {
      seen.push(request.url ?? '')
      response.end()
    })
    const svg = `<svg xmlns="http://www.w3.org/2000/svg"><image href="${server.url}/x.png"/></svg>`
    await writeFile(file('drawing.svg'), svg)
    expect(await refused(file('drawing.svg'))).toContain('SVG')
    server.close()
    expect(seen).toEqual([])
  })

  it.runIf(asRoot)('that may not be read is said to be so', async () => {
    await writeFile(file('secret.png'), await readFile(picture(1)))
    await chmod(file('secret.png'), 0)
    await chmod(cli.home, 0o777)
    const env = { SWITCHYARD_CACHE_DIR: join(cli.home, 'cache-of-nobody') }
    expect(await refused(file('secret.png'), 'Describe this.', { uid: 65534, gid: 65534, env })).toMatch(
      /permission/i,
    )
  })
})

describe('a URL', () => {
  it('on this machine is refused', async () => {
    expect(await refused('http://127.0.0.1:9/x.png')).toMatch(
      /127\.0\.0\.1.*(private|loopback)|(private|loopback).*127\.0\.0\.1/,
    )
  })

  it('that never ends is cut off at the limit', async () => {
    const server = await serve((_request, response) => {
      const chunk = Buffer.alloc(65_536, 1)
      const pump = () => {
        while (response.write(chunk));
      }
      response.on('drain', pump)
      pump()
    })
    const flags = ['--set', 'media.allowPrivateAddresses=true', '--set', 'media.maxBytes=5MB']
    expect(await refused(`${server.url}/endless.jpg`, 'Describe this.', { flags })).toMatch(
      /5(\.0)? MB|5,?000,?000/,
    )
    server.close()
  })

  it('that lies about its type is taken for what it is', async () => {
    const bytes = await readFile(picture(1))
    const server = await serve((_request, response) =>
      response.writeHead(200, { 'content-type': 'audio/wav' }).end(bytes),
    )
    const flags = ['--set', 'media.allowPrivateAddresses=true']
    const { stdout } = await cli.ask('Describe this picture.', [`${server.url}/memo.wav`], { flags })
    server.close()
    expect(stdout).toContain('shoe')
  })
})

describe('a model', () => {
  it('whose file is cut off on disk is named, with the next move', async () => {
    const folder = file('vit-cut')
    await cp(join(packageRoot, 'models/pictogram/vit-tiny'), folder, { recursive: true })
    await truncate(join(folder, 'onnx/model_quantized.onnx'), 1_000_000)
    const catalog =
      'image-classification:\n  replace: true\n  candidates:\n    - { backend: local, source: folder, model: ./vit-cut }\n'
    await writeFile(file('cut.yaml'), catalog)
    await writeFile(file('cut-settings.yaml'), 'profile: demo\ncatalogs: [cut.yaml]\n')
    const { stdout, exitCode } = await cli.run([
      'ask',
      '--config',
      'cut-settings.yaml',
      'Classify this picture.',
      picture(1),
    ])
    expect(stdout).toMatch(/vit-cut/)
    expect(stdout).toMatch(/damaged or incomplete.*copy it again/)
    expect(exitCode).toBe(1)
  })

  it('that can not be downloaded is named with the endpoint, the cache and the demo profile, within 10 s', async () => {
    const startedAt = performance.now()
    const { stdout, stderr } = await cli.run(
      ['ask', '--profile', 'hub', 'Classify this picture.', picture(1)],
      {
        env: { HF_ENDPOINT: 'http://127.0.0.1:9' },
      },
    )
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    expect(stdout + stderr).toMatch(/127\.0\.0\.1:9/)
    expect(stdout + stderr).toContain(join(cli.home, 'hf'))
    expect(stdout + stderr).toContain('--profile demo')
  })
})

describe('a full disk', () => {
  it.runIf(asRoot && canMount())('ends the request with a clear error', async () => {
    const dir = file('small-disk')
    await mkdir(dir)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', dir])
    try {
      const stderr = await refused(picture(8), 'Describe this.', { env: { SWITCHYARD_CACHE_DIR: dir } })
      expect(stderr).toMatch(/full|no space/i)
      expect(stderr).toContain(dir)
      const media = await readdir(join(dir, 'media'), { recursive: true })
      expect(media.filter((name) => /tmp/.test(name) && /\.\w+$/.test(name))).toEqual([])
    } finally {
      execFileSync('umount', [dir])
    }
  })
})

function wavHeader({ sampleRate, bytes }: { sampleRate: number; bytes: number }): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + bytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36)
  header.writeUInt32LE(bytes, 40)
  return header
}

function canMount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    execFileSync('umount', ['/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('output', () => {
  const question = ['ask', '--profile', 'demo', 'What is in this picture?', picture(1)]

  it('that the disk does not take is said, without a stack trace', async () => {
    const { stderr, exitCode } = await cli.run([...question, '--quiet'], { redirect: '>/dev/full' })
    expect(stderr).toMatch(/^error: The output can't be written: ENOSPC/)
    expect(stderr).not.toMatch(/ at .*\.js:\d+/)
    expect(exitCode).toBe(1)
  })

  it('is there also when nobody takes the progress', async () => {
    const { stdout, exitCode } = await cli.run(question, { redirect: '2>/dev/full' })
    expect(stdout).toContain('shoe')
    expect(exitCode).toBe(0)
  })
})
