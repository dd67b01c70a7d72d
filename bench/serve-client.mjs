// The clients of `serve.ts`, in a process of their own: they send one request after the other on connections that stay open.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

process.on('message', (load) => {
  run(load).then(
    (figures) => process.send?.(figures),
    (error) => process.send?.({ errors: [String(error)], firstMs: [], wholeMs: [], seconds: 0 }),
  )
})

/** A piece of a stream that says something. */
const words = /"(?:reasoning_)?content":"[^"]/

/** Clients come one after the other, this long apart: all in one moment would measure that moment. */
const rampMs = 5

/** Sends `total` requests, `concurrent` at once. `firstMs`: until the first words of each answer; `wholeMs`: until its end. */
async function run({ url, bodyFile, concurrent, total }) {
  const body = readFileSync(bodyFile)
  const agent = new Agent({ keepAlive: true, maxSockets: concurrent })
  const figures = { firstMs: [], wholeMs: [], errors: [], seconds: 0 }
  let sent = 0
  const client = async (_, at) => {
    await new Promise((resolve) => setTimeout(resolve, at * rampMs))
    while (sent < total) {
      sent += 1
      try {
        const { firstMs, wholeMs } = await ask(url, body, agent)
        figures.firstMs.push(firstMs)
        figures.wholeMs.push(wholeMs)
      } catch (error) {
        figures.errors.push(String(error))
      }
    }
  }
  const beganAt = performance.now()
  await Promise.all(Array.from({ length: concurrent }, client))
  figures.seconds = (performance.now() - beganAt) / 1000
  agent.destroy()
  return figures
}

function ask(url, body, agent) {
  return new Promise((resolve, reject) => {
    const beganAt = performance.now()
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const sending = request(url, { method: 'POST', agent, headers }, (reply) => {
      let firstMs = 0
      let last = ''
      reply.on('data', (chunk) => {
        last = chunk
        if (firstMs === 0 && words.test(String(chunk))) firstMs = performance.now() - beganAt
      })
      reply.on('error', reject)
      reply.on('end', () => {
        const isStream = reply.headers['content-type']?.startsWith('text/event-stream')
        if (reply.statusCode !== 200) reject(new Error(`HTTP ${reply.statusCode}: ${last}`))
        else if (isStream && !String(last).includes('[DONE]')) reject(new Error(`cut off: ${last}`))
        else resolve({ firstMs, wholeMs: performance.now() - beganAt })
      })
    })
    sending.on('error', reject)
    sending.end(body)
  })
}
