export { createHandler } from './create-handler.js'
export { openCallAnswerer } from './open-call-answerer.js'
export type { HandlerOptions, RequestLog } from './options.js'
export { type AgentServer, type ServeAgentOptions, serve } from './serve.js'
