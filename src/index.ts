// It answers requests in your own process.

export { type Agent, createAgent, type Session } from './agent/agent.js'
export type {
  ApprovalContext,
  ApprovalDecision,
  ApprovalOutcome,
  ApprovalRequest,
  Approve,
} from './agent/approval/approval.js'
export type { AgentParts } from './agent/assemble.js'
export type { Conversation } from './agent/conversation.js'
export type { RunEvent, RunStatus } from './agent/events.js'
export type { AgentOptions, ForecastOptions, Request, RunOptions } from './agent/options.js'
export type { RunOutput } from './agent/outputs.js'
export type { Run, RunResult } from './agent/run.js'
export { type AnswerEvidence, type EvidenceSource, evidenceOf } from './answer/evidence.js'
export type { JobOptions } from './batch/answer-jobs.js'
export type { CallAnswerer } from './batch/call-answerer.js'
export type { AnswerCall, CallReply, CallUrl, EndpointCall } from './batch/endpoint-call.js'
export type { BatchProgress } from './batch/progress.js'
export {
  type AnswerBody,
  answerOf,
  type ResultLine,
  type ResultStep,
  type SavedMedia,
} from './batch/result-line.js'
export { type BatchAgent, type BatchOptions, type BatchSummary, runBatch } from './batch/run-batch.js'
export {
  type ErrorCode,
  type ErrorInfo,
  SwitchyardError,
  type SwitchyardErrorOptions,
} from './core/errors.js'
export type { MadeMedia } from './executors/made-media.js'
export type { CallRecord, StepRecord } from './executors/run-plan.js'
export type { StepEvent } from './executors/step-events.js'
export type { StepReport } from './executors/step-report.js'
export type { Feedback, Opinion } from './feedback/feedback.js'
export type { LanguageModel, LanguageModelOptions, Message } from './llm/language-model.js'
export type { Media, MediaFacts, MediaSchema, MediaSource, Modality } from './media/media.js'
export type { Combined, Condition, ConditionTest, Predicate, ValueTest } from './plan/condition.js'
export type { Plan, Step } from './plan/plan.js'
export type { Check, EarlierStep, Planned, Shortfall, Turn } from './plan/planned.js'
export type { StepValue } from './plan/step-value.js'
export type { Forecast, ForecastLlm, ForecastStandIn, ForecastStep } from './routing/forecast.js'
export type { Ranked, Rejection, Route } from './routing/route.js'
export type { SearchParts } from './search/embedder.js'
export { createFindTool, type FindToolOptions } from './search/find-tool.js'
export {
  createImageIndex,
  type FoundImage,
  type ImageIndex,
  type ImageIndexOptions,
  type ImageQuery,
  type IndexSummary,
} from './search/image-index.js'
export type { TextSearchParts } from './search/read-words.js'
export {
  type ScoreOptions,
  type ScoreProgress,
  type ScoreSummary,
  scorePairs,
} from './search/score-pairs.js'
export {
  createTextIndex,
  type FoundPassage,
  type TextIndex,
  type TextIndexOptions,
} from './search/text-index.js'
export type { IndexProgress } from './search/update-index.js'
export { type Budget, type BudgetOptions, createBudget, type Hold } from './spending/budget.js'
export type { Attempt, AttemptUsage, ModelUsage, RunUsage, TokenUsage } from './spending/usage.js'
export {
  audioField,
  audiosField,
  csvField,
  documentField,
  imageField,
  imagesField,
  tableField,
  textField,
  textsField,
  videoField,
} from './tools/fields.js'
export { optionField, outputField } from './tools/own-fields.js'
export type { RemoteAdapter, RemoteContext, RemoteTarget } from './tools/remote-adapter.js'
export { type AnyTool, defineTool, type Tool } from './tools/tool.js'
