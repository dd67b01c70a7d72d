// Requests for workers on several machines. Start a Redis and, on each machine, a worker; then submit from anywhere:
//
//   export REDIS_URL=redis://queue.example:6379 SWITCHYARD_MEDIA_SHARE=/mnt/media
//   npx switchyard worker --profile demo --redis "$REDIS_URL"
//   node examples/queue-submit.js samples/images/scene-01.png samples/images/scene-03.png
//
// The share is a folder that all mount, or s3://bucket/prefix: jobs carry media by their hash. This program runs no model.
import { createAgent } from 'switchyard-ai'
import { createRunClient, openQueue } from 'switchyard-ai/queue'

const connection = await openQueue({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' })
const agent = await createAgent({ profile: 'demo' }) // only to take media in
const runs = createRunClient({ connection })

/** @param {string} file */
async function ask(file) {
  const taken = await agent.parts.ingest.ingest(file)
  if (!taken.ok) throw taken.error
  const runId = await runs.submitRun({ text: 'Describe this picture.', media: [taken.value] })
  // From here on the run needs this program no longer: waiting is only for the answer.
  const { answer } = await runs.waitForRun(runId)
  return answer
}

for (const answer of await Promise.all(process.argv.slice(2).map(ask))) console.log(answer)
await runs.close()
await agent.close()
await connection.close()
