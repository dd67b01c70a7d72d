import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether the `ffmpeg` program is there. Tests that make videos with it are left out where it is not, and say so. */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0
if (!hasFfmpeg)
  process.stderr.write('No ffmpeg here: tests with videos are left out. Install it to run them.\n')

/** Runs ffmpeg; `args` are its words, written as on a command line without quotation marks. */
export async function ffmpeg(args: string, ...files: string[]): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-y', ...args.split(' ').filter(Boolean), ...files])
}

/** A test pattern, `seconds` long. */
export const pattern = (seconds: number, { rate = 10, size = '128x96' } = {}): string =>
  `-f lavfi -i testsrc2=size=${size}:rate=${rate}:duration=${seconds}`
export const tone = (seconds: number): string => `-f lavfi -i sine=frequency=440:duration=${seconds}`
/** H.264, as nearly every camera and phone writes it. */
export const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p'
