import type { Agent, Session } from '../../agent/agent.js'
import type { Run } from '../../agent/run.js'
import type { RunUsage } from '../../spending/usage.js'

/** The same agent, whose runs tell what they used when they have ended. */
export function countRuns(agent: Agent, countUsage: (usage: RunUsage) => void): Agent {
  const counted = (run: Run): Run => {
    run.result.then(
      ({ usage }) => countUsage(usage),
      () => {},
    )
    return run
  }
  return {
    ...agent,
    run: (request, options) => counted(agent.run(request, options)),
    session(past): Session {
      const session = agent.session(past)
      return { ...session, run: (request, options) => counted(session.run(request, options)) }
    },
  }
}
