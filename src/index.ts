export { type Agent, createAgent, type Session } from './agent.js'
export type { AgentOptions, Request, RunOptions } from './agent-options.js'
export type { StepReport } from './answer/responder.js'
export type { BatchProgress } from './batch/progress.js'
export type { ResultLine } from './batch/result-line.js'
export { type BatchAgent, type BatchOptions, type BatchSummary, runBatch } from './batch/run-batch.js'
export { type ErrorCode, type ErrorInfo, SwitchyardError } from './errors.js'
export type { RunEvent, RunStatus } from './events.js'
export type { StepRecord } from './executors/run-plan.js'
export type { Forecast, ForecastLlm, ForecastStep } from './forecast/forecast.js'
export type { LanguageModel, Message } from './llm/language-model.js'
export type { Media, MediaSource, Modality } from './media/media.js'
export type { Plan, Step } from './planner/plan.js'
export type { Run, RunResult } from './run.js'
export { type Budget, createBudget } from './spending/budget.js'
export type { ModelUsage, RunUsage } from './spending/usage.js'
export {
  audioField,
  imageField,
  imagesField,
  optionField,
  outputField,
  tableField,
  textField,
  textsField,
  videoField,
} from './tools/fields.js'
export { type AnyTool, defineTool, type Tool } from './tools/tool.js'
