import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMediaAccess } from '../../../../src/backends/hugging-face/remote-context.js'
import { createDirectoryShare } from '../../../../src/media/share/directory-share.js'
import { createSharedStore } from '../../../../src/media/share/shared-store.js'
import { openMediaStore } from '../../../../src/media/store/store.js'
import { flatPng, mediaLimits, temporaryDir } from '../../../support/media-files.js'
import { sharedIngest, sharedReader } from '../../../support/shared-reader.js'

/** Media of remote calls on a machine that shares a folder with others. */
async function machine(dir: string, name: string) {
  const local = await openMediaStore({ dir: join(dir, name), maxBytes: 1e9 })
  const share = createDirectoryShare(join(dir, 'share'))
  const store = createSharedStore({ local, share, maxBytes: 1e9 })
  const ingest = sharedIngest(store, mediaLimits())
  const reader = sharedReader(mediaLimits())
  const { signal } = new AbortController()
  return { local, access: createMediaAccess({ store, ingest, reader, model: 'owner/model', signal }) }
}

describe('media of a remote call', () => {
  it('that it made are there for other machines, and those it sends come from them', async () => {
    const dir = await temporaryDir()
    const [one, other] = [await machine(dir, 'one'), await machine(dir, 'other')]
    const made = await one.access.save(new Blob([flatPng(4, 3)]), 'image', 'made.png')
    expect(await other.local.has(made.digest)).toBe(false)
    const sent = await other.access.blob(made)
    expect(Buffer.from(await sent.arrayBuffer()).equals(flatPng(4, 3))).toBe(true)
  })
})
