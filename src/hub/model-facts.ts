/** What is known of a model before it is downloaded, from the Hub or from the files on disk. */
export interface ModelFacts {
  model: string
  files: readonly { path: string; bytes: number }[]
  /** The task it is for, as its page says. */
  pipelineTag: string | undefined
  /** `model_type` of its `config.json`. */
  modelType: string | undefined
  /** Whether its terms must be accepted first. */
  gated: boolean
}

/** A provider that serves a model. */
export interface ProviderFacts {
  provider: string
  status: string
  /** The Hub's task, or `conversational`. */
  task: string
}
