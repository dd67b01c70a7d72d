import { BaseCallbackHandler } from '@langchain/core/callbacks/base'

/**
 * Keeps LangChain from sending prompts and replies to LangSmith where the environment says `LANGSMITH_TRACING=true`: it
 * adds its tracer only where no handler of that name is there already. This one does nothing.
 */
class NoTracing extends BaseCallbackHandler {
  override name = 'langchain_tracer'
  /** LangChain calls it on the handler of that name, inside functions traced by the caller. */
  updateFromRunTree(): void {}
}

/** Options of a LangChain call: with `tracing`, what the environment says; without, none. */
export function tracingOptions(tracing: boolean): { callbacks?: BaseCallbackHandler[] } {
  return tracing ? {} : { callbacks: [new NoTracing()] }
}
