import { stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { howToHaveLlm } from '../../config/how-to-have-llm.js'
import { dayMs } from '../../core/clock.js'
import { makeFolderPrivately, privateFile } from '../../core/files.js'
import type { Terminal } from '../ui/terminal.js'

/** Says once a day, on a terminal, how to have an LLM: `nextMove`, a sentence. */
export async function hintAtLlm(
  terminal: Terminal,
  {
    cacheDir,
    nextMove = howToHaveLlm,
    now = Date.now,
  }: { cacheDir: string; nextMove?: string | undefined; now?: () => number },
): Promise<void> {
  if (!terminal.interactive) return
  const mark = join(cacheDir, 'llm-hint')
  try {
    const lastHint = await stat(mark).catch(() => undefined)
    if (lastHint && now() - lastHint.mtimeMs < dayMs) return
    await makeFolderPrivately(cacheDir)
    await writeFile(mark, '', { mode: privateFile })
    await utimes(mark, now() / 1000, now() / 1000)
  } catch {
    // Where nothing can be remembered it is not said at all, rather than each time.
    return
  }
  const hint = `Planned and answered by rules, which understand less than an LLM. ${nextMove}`
  terminal.err(`\n${terminal.errColor.dim(hint)}\n`)
}
