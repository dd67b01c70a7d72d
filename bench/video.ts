import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBare } from './bare.js'
import { type BenchLine, median } from './bench-line.js'
import { memos, pictures, withDemoAgent } from './demo-agent.js'

const rounds = 3
const seconds = 600
/** Each memo with the pause behind it. */
const memoSeconds = 3
const request = 'What happens in this video, and what is said?'
const captioner = { task: 'image-to-text', model: 'pictogram/captioner-tiny' }
const listener = { task: 'automatic-speech-recognition', model: 'pictogram/whisper-tiny' }

/**
 * A video of ten minutes, made of the sample pictures and memos, described and transcribed: against the calls of its models
 * alone, described pictures in one process beside heard memos in another.
 */
export async function main(): Promise<BenchLine[]> {
  if (spawnSync('ffmpeg', ['-version']).status !== 0) {
    process.stdout.write('  left out: there is no ffmpeg to make the video with\n')
    return []
  }
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-bench-video-'))
  try {
    const video = makeVideo(folder)
    const walls: { ours: number; bare: number }[] = []
    let peakBytes = 0
    await withDemoAgent(['local.hosts=2', 'local.threads=1'], async (agent) => {
      for (let round = -1; round < rounds; round++) {
        const watch = setInterval(() => {
          peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
        }, 50)
        const startedAt = performance.now()
        const { status } = await agent.run({ text: request, media: [video] }).result
        const ours = performance.now() - startedAt
        clearInterval(watch)
        if (status !== 'answered') throw new Error(`The video was ${status}.`)
        const bare = await bareCalls()
        if (round >= 0) walls.push({ ours, bare })
      }
    })
    const ratio = median(walls.map(({ ours, bare }) => ours / bare))
    const [ours, bare] = [median(walls.map((one) => one.ours)), median(walls.map((one) => one.bare))]
    return [
      {
        name: `ten minutes of video ${(ours / 1000).toFixed(1)} s, its model calls bare and in parallel ${(bare / 1000).toFixed(1)} s`,
        value: `${ratio.toFixed(2)}x at the median of ${rounds}`,
        target: '<= 1.15x on 2 cores',
        pass: ratio <= 1.15,
      },
      {
        name: 'most memory of the parent',
        value: `${Math.round(peakBytes / 1e6)} MB`,
        target: '<= 300 MB',
        pass: peakBytes <= 300e6,
      },
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The pictures one after the other while the memos are heard, again and again. */
function makeVideo(folder: string): string {
  const list = (name: string, lines: readonly string[]): string => {
    const file = join(folder, name)
    writeFileSync(file, lines.join('\n'))
    return file
  }
  const ffmpeg = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args])
  const scenes = pictures.map((picture, at) => {
    const file = join(folder, `scene-${at}.mp4`)
    const scale = 'scale=320:320,setsar=1,format=yuv420p'
    ffmpeg(
      '-loop',
      '1',
      '-framerate',
      '5',
      '-t',
      String(seconds / pictures.length),
      '-i',
      picture,
      '-vf',
      scale,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      file,
    )
    return `file '${file}'`
  })
  const sounds = memos.map((memo, at) => {
    const file = join(folder, `memo-${at}.wav`)
    ffmpeg('-i', memo, '-af', `apad=whole_dur=${memoSeconds}`, file)
    return `file '${file}'`
  })
  const times = seconds / (memos.length * memoSeconds)
  const [shown, heard] = [
    list('scenes.txt', scenes),
    list('memos.txt', Array.from({ length: times }, () => sounds).flat()),
  ]
  const video = join(folder, 'video.mp4')
  const concat = (file: string) => ['-f', 'concat', '-safe', '0', '-i', file]
  ffmpeg(
    ...concat(shown),
    ...concat(heard),
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-c:v',
    'copy',
    '-c:a',
    'aac',
    '-b:a',
    '64k',
    video,
  )
  return video
}

/** Milliseconds. */
async function bareCalls(): Promise<number> {
  const [seeing, hearing] = [startBare({ threads: 1 }), startBare({ threads: 1 })]
  // Loading is not counted.
  await Promise.all([
    seeing.call({ ...captioner, file: pictures[0] ?? '' }),
    hearing.call({ ...listener, file: memos[0] ?? '' }),
  ])
  const startedAt = performance.now()
  const see = async () => {
    for (const file of pictures.slice(0, 12)) await seeing.call({ ...captioner, file })
  }
  const hear = async () => {
    for (let time = 0; time < seconds / (memos.length * memoSeconds); time++)
      for (const file of memos) await hearing.call({ ...listener, file })
  }
  await Promise.all([see(), hear()])
  const wall = performance.now() - startedAt
  seeing.stop()
  hearing.stop()
  return wall
}
