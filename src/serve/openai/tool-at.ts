import type { AnyTool } from '../../tools/tool.js'
import { ApiError } from '../http/api-error.js'
import type { Services } from '../services.js'

/**
 * The id of the tool that does the work of an endpoint.
 *
 * @throws ApiError 501 where there is none
 */
export function toolAt({ agent }: Services, endpoint: NonNullable<AnyTool['openAiEndpoint']>): string {
  const tool = agent.parts.registry.list().find(({ openAiEndpoint }) => openAiEndpoint === endpoint)
  if (tool) return tool.id
  throw new ApiError(`No tool here serves /v1/${endpoint}.`, { status: 501, code: 'no_route' })
}
