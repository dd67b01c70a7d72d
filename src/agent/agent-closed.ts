import { SwitchyardError } from '../core/errors.js'

/**
 * What ends a request when its agent is closed: `CANCELLED` for one that was under way, `INVALID_REQUEST` for one that
 * comes too late.
 */
export const agentClosed = (code: 'CANCELLED' | 'INVALID_REQUEST'): SwitchyardError =>
  new SwitchyardError(code, 'The agent was closed. Make another with createAgent.', {
    details: { agentClosed: true },
  })

export const isAgentClosed = ({ details }: SwitchyardError): boolean => details.agentClosed === true
