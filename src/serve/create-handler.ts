import type { Agent } from '../agent/agent.js'
import { createService } from './create-service.js'
import type { HandlerOptions } from './options.js'

/**
 * The endpoints over an agent as one function, to mount in a server of your own. `switchyard serve` is this with a server
 * around it. It refuses requests under host names that it was not told of; see `allowedHosts`.
 *
 * @example
 * ```ts
 * import { createAgent } from 'switchyard-ai'
 * import { createHandler } from 'switchyard-ai/serve'
 *
 * const agent = await createAgent({ profile: 'demo' })
 * const handler = createHandler(agent)
 * const reply = await handler(new Request('http://localhost/v1/models'))
 * console.log(await reply.text())
 * await agent.close()
 * ```
 */
export function createHandler(
  agent: Agent,
  options: HandlerOptions = {},
): (request: Request) => Promise<Response> {
  const service = createService(agent, options)
  // Whoever sends the first request learns of a key file that can't be read.
  service.catch(() => {})
  return async (request) => (await service).app.fetch(request, {})
}
