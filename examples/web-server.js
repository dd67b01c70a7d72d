// A web server around an agent: a POST with a question gets the events of its run, a JSON line each, as they come. A file may
// be the body. When the client hangs up, the run is cancelled.
//
//   node examples/web-server.js
//   curl -N -H 'Content-Type: application/octet-stream' --data-binary @samples/images/scene-06.png \
//     'http://127.0.0.1:3000/ask?text=Describe+this+picture'
//
// It listens on port 3000 of this machine, or on PORT; it has no login, so think before you open it to others.
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createAgent } from 'switchyard-ai'

const agent = await createAgent({ profile: 'demo' })

/** @param {import('switchyard-ai').Run} run */
async function* linesOf(run) {
  for await (const event of run) yield `${JSON.stringify(event)}\n`
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const text = searchParams.get('text')
  if (request.method !== 'POST' || pathname !== '/ask' || !text) {
    response.writeHead(404).end('POST /ask?text=WORDS, with a file as the body if you like.\n')
    return
  }
  const run = agent.run({ text, media: request.headers['content-type'] ? [request] : [] })
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  // It waits for slow clients, and fails when they hang up.
  await pipeline(Readable.from(linesOf(run)), response).catch(() => run.cancel())
})

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  const address = server.address()
  console.log(`Listening on port ${typeof address === 'object' ? address?.port : address}.`)
})
process.once('SIGTERM', async () => {
  server.close()
  await agent.close()
})
