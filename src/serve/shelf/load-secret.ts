import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { RecordPlace } from './owned-records.js'

const secretSchema = z.object({ secret: z.string().regex(/^[0-9a-f]{64}$/) })

/** What something is signed with, by a name: the same for all servers of one place, and after a restart. */
export async function loadSecret(place: RecordPlace, name: string): Promise<Buffer> {
  const records = place.open('secrets', { isListed: false })
  for (;;) {
    const found = secretSchema.safeParse(await records.get('server', name))
    if (found.success) return Buffer.from(found.data.secret, 'hex')
    // Of two servers that start at once, one makes it.
    const held = await place.hold(name)
    if (held) {
      const again = secretSchema.safeParse(await records.get('server', name))
      if (!again.success) await records.put('server', name, { secret: randomBytes(32).toString('hex') })
      await held.release()
    } else await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

const pauseMs = 50
