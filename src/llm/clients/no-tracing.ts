import { LangChainTracer } from '@langchain/core/tracers/tracer_langchain'

/**
 * Keeps LangChain from sending prompts and replies to LangSmith where the environment says `LANGSMITH_TRACING=true`: it
 * adds its tracer only where there is none already. This one sends nothing, and marks what is called within as not traced.
 */
class NoTracing extends LangChainTracer {
  override async onRunCreate(): Promise<void> {}
  override async onRunUpdate(): Promise<void> {}
  override onLLMEnd(): void {}
  override copyWithTracingConfig(): this {
    return this
  }
  override getRunTreeWithTracingConfig(id: string) {
    const tree = super.getRunTreeWithTracingConfig(id)
    if (tree) tree.tracingEnabled = false
    return tree
  }
}

/** Options of a LangChain call: with `tracing`, what the environment says; without, none. */
export function tracingOptions(tracing: boolean): { callbacks?: LangChainTracer[] } {
  return tracing ? {} : { callbacks: [new NoTracing()] }
}
