import { createHash } from 'node:crypto'
import { writtenRepo } from '../tests/support/hub-repos.js'
import { startHubServer } from '../tests/support/hub-server.js'

/**
 * A Hub with one large model, in a process of its own, for `download.ts`: says where it is, and on every message how many
 * bytes of files it has sent; a number is where to cut the next download of the weights.
 */
const bytes = Number(process.argv[2])
const block = createHash('shake256', { outputLength: 1_000_000 }).update('weights').digest()
const weights = Buffer.alloc(bytes)
for (let at = 0; at < bytes; at += block.length) block.copy(weights, at)

const model = 'bench/large'
const files = { 'config.json': '{"model_type": "vit"}', 'onnx/model_quantized.onnx': weights }
const hub = await startHubServer({ repos: [writtenRepo(model, { files })] })

process.on('message', (cutAt) => {
  if (typeof cutAt === 'number')
    hub.faults.push({ match: /model_quantized/, kind: 'cut', afterBytes: cutAt, times: 1 })
  process.send?.({ bytesSent: hub.bytesSent })
})
process.once('disconnect', () => process.exit(0))
process.send?.({ url: hub.url })
