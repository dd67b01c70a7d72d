import { isInputRequiredResult, type McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { planSchema } from '../../plan/plan.js'
import { renderPlan } from '../../plan/render-plan.js'
import { notFound } from '../http/api-error.js'
import { budgetOf, type Services } from '../services.js'
import { canElicit, followRun, takeDecision } from './mcp-approval.js'
import { answering, caught, mayLeave, type ToolReply } from './mcp-call.js'
import { fileSchema, type McpCaller, takeInFiles } from './mcp-files.js'
import { foundResult, runResult, statusResult } from './mcp-result.js'

/** `ask` and `plan`: the agent as a whole. */
export function addAgentTools(server: McpServer, services: Services, caller: McpCaller): void {
  const { agent } = services
  const request = z.object({
    text: z.string().describe('What is asked, in words.'),
    files: z.array(fileSchema(caller)).default([]).describe('The files that it is about.'),
  })
  const take = async ({ text, files }: z.output<typeof request>, signal: AbortSignal) => ({
    text,
    media: await takeInFiles(
      files.map((name, at) => ({ name, param: `files[${at}]` })),
      { services, caller, signal },
    ),
  })

  server.registerTool(
    'ask',
    {
      title: 'Ask',
      description:
        'Answers a question about pictures, sound, video and texts: plans the steps, runs a model for each, and puts the results together. With "background" it gives the id of a run at once; ask for it with run_status.',
      inputSchema: request.extend({ background: z.boolean().default(false) }),
      annotations: {
        readOnlyHint: true,
        openWorldHint: services.agent.parts.registry.list().some(({ id }) => mayLeave(services, id)),
      },
    },
    (asked, context): Promise<ToolReply> => {
      const { owner } = caller
      if (context.mcpReq.requestState() !== undefined)
        return caught(services, async () => {
          // The run has its place since it was asked.
          const decision = await takeDecision(context, { services, owner })
          if (!decision) throw notFound('There is no such run. Runs are kept for a while only.')
          const { run, hash } = decision
          const reply = await followRun(run, { services, context, decided: hash })
          return isInputRequiredResult(reply) ? reply : runResult({ services, owner }, reply)
        })
      return answering({ services, caller }, context, async ({ signal, leave, outlive }) => {
        const run = agent.run(await take(asked, signal), {
          budget: budgetOf(services, owner),
          approve: !asked.background && canElicit(server) ? services.approvals.approve : undefined,
          signal: asked.background ? caller.signal : signal,
        })
        if (asked.background) {
          await services.runs.add(caller.owner, run)
          if (services.queue) leave()
          else run.result.catch(() => {}).finally(leave)
          return statusResult({ services, owner: caller.owner }, run.id)
        }
        const reply = await followRun(run, { services, context })
        if (isInputRequiredResult(reply)) {
          // It waits on, while the client asks in another request.
          outlive(context.mcpReq.signal)
          await services.runs.add(owner, run)
          run.result.catch(() => {}).finally(leave)
          return reply
        }
        leave()
        return runResult({ services, owner }, reply)
      })
    },
  )

  server.registerTool(
    'plan',
    {
      title: 'Plan',
      description: 'Shows how a question would be answered, and what that would cost; runs nothing.',
      inputSchema: request,
      outputSchema: z.object({
        plan: planSchema,
        notes: z.array(z.string()),
        cost_usd: z.number().optional(),
      }),
      annotations: {
        readOnlyHint: true,
        openWorldHint: !agent.parts.llm.staysHere && Boolean(agent.parts.llm.id),
      },
    },
    (asked, context) =>
      answering({ services, caller }, context, async ({ signal, leave }) => {
        const { planned, forecast } = await agent.forecast(await take(asked, signal), {
          signal,
          askLlm: true,
          budget: budgetOf(services, caller.owner),
        })
        leave()
        const { plan, notes } = planned
        const text = plan.steps.length === 0 ? 'No tool is needed.' : renderPlan(plan)
        const structured = { plan, notes, cost_usd: forecast.costUsd }
        return foundResult({ services, owner: caller.owner }, { text, made: [], structured })
      }),
  )
}
