import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SwitchyardError } from '../../core/errors.js'
import type { MediaShare, ShareCall } from './share.js'

/**
 * Puts a small file into the share, reads it and removes it.
 *
 * @throws SwitchyardError that says what to put right
 */
export async function checkShare(share: MediaShare, call: ShareCall = {}): Promise<void> {
  const text = `A probe of Switchyard's, safe to remove: ${randomUUID()}`
  const digest = createHash('sha256').update(text).digest('hex')
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-probe-'))
  try {
    const path = join(dir, 'probe')
    await writeFile(path, text)
    await share.put({ digest, path, bytes: Buffer.byteLength(text), mimeType: 'text/plain' }, call)
    const read = await share.read(digest, call, async (chunks) => {
      let found = ''
      for await (const chunk of chunks) found += Buffer.from(chunk).toString()
      return found
    })
    if (read !== text)
      throw new SwitchyardError(
        'INVALID_CONFIG',
        `The media share ${share.name} doesn't give back what was put into it. Use a share that all machines see at once.`,
      )
    await share.remove(digest, call)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
