// A server of your own that speaks the protocol of Hugging Face's endpoints: a POST with {"inputs": "..."} gets labels with
// scores. Replace `classify` by your model, in whatever language; TGI, TEI and Inference Endpoints speak it already.
//
//   node examples/own-endpoint/server.js
//
// It listens on port 8080 of this machine, or on PORT. catalog.yaml names it as the endpoint of a candidate.
import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { z } from 'zod'

const bodySchema = z.object({ inputs: z.string() })
const urgentWords = /\b(urgent|now|at once|immediately|broken)\b/gi

/** What your model would do.
 * @param {string} text */
function classify(text) {
  const score = 1 - 0.5 ** ((text.match(urgentWords) ?? []).length + 0.5)
  return [
    { label: 'urgent', score },
    { label: 'can wait', score: 1 - score },
  ].sort((a, b) => b.score - a.score)
}

const server = createServer(async (request, response) => {
  response.setHeader('content-type', 'application/json')
  try {
    const { inputs } = bodySchema.parse(await json(request))
    response.end(JSON.stringify([classify(inputs)]))
  } catch {
    response.writeHead(400).end(JSON.stringify({ error: 'Send {"inputs": "a text"}.' }))
  }
})
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => console.log('Ready.'))
