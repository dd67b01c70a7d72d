import type { AnyTool } from './tool.js'

/**
 * Whether a model that is for one task may run a tool: its own task's, or one that the tool names. Tags are what owners
 * choose: where the kind of model decides, that has the last word.
 */
export function taskFits(
  pipelineTag: string | undefined,
  { id, modelsOf = [] }: Pick<AnyTool, 'id' | 'modelsOf'>,
): boolean {
  return pipelineTag === undefined || pipelineTag === id || modelsOf.includes(pipelineTag)
}
