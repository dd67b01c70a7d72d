/**
 * A Hub on the loopback address, to try a first run without the internet: `npm run fake-hub -- --port 8088 --rate 2MB`.
 * `--rate` is per second and file. Ends with Ctrl-C.
 */
import { parseArgs } from 'node:util'
import { byteSizeSchema } from '../src/config/candidate.js'
import { demoToken, startDemoHub } from '../tests/support/demo-hub.js'

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, rate: { type: 'string' } },
})
const rate = values.rate === undefined ? undefined : byteSizeSchema.parse(values.rate)
const { hub, close } = await startDemoHub({
  port: Number(values.port),
  ...(rate !== undefined && { bytesPerSecond: rate }),
})

process.stdout.write(`A Hub with the demo models under their full-size names, at ${hub.url}. In another terminal:

export HF_ENDPOINT=${hub.url} HF_INFERENCE_ENDPOINT=${hub.url} HF_TOKEN=${demoToken}
export HF_HOME=$(mktemp -d) SWITCHYARD_CACHE_DIR=$(mktemp -d)
switchyard models search --local
switchyard ask "What is in this picture?" samples/images/scene-06.png
switchyard ask "Classify this with the model google/vit-base-patch16-224." samples/images/scene-06.png

Ctrl-C ends it.
`)

const stop = () => {
  close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
