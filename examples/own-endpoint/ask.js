// Asks the server of server.js, which must run. catalog.yaml says where it is; the router chooses it as any other model.
//
//   node examples/own-endpoint/ask.js "The lift is broken, come at once"
//
// A server on this machine may be called under the demo profile's `privacy: local`, and needs no token.
import { fileURLToPath } from 'node:url'
import { createAgent } from 'switchyard-ai'

const catalog = fileURLToPath(new URL('catalog.yaml', import.meta.url))
const text = process.argv[2] ?? 'The lift is broken, come at once.'

const agent = await createAgent({
  profile: 'demo',
  set: [`catalogs=${JSON.stringify([catalog])}`, 'backends=["local","hugging-face"]'],
})
const { answer, steps } = await agent.run({
  text: 'How urgent is this?',
  plan: { steps: [{ id: 's1', tool: 'text-classification', input: { text } }] },
}).result
console.log(answer)
console.log(steps[0]?.calls[0]?.attempts[0]?.candidate)
await agent.close()
