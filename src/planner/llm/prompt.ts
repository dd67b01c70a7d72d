import type { Message } from '../../llm/language-model.js'
import type { Plan } from '../../plan/plan.js'
import type { AnyTool } from '../../tools/tool.js'
import type { PlanRequest } from '../planner.js'
import { type CalledFor, describeCalledFor, isAnyCalledFor, nothingMore } from './called-for.js'
import type { ShownDemonstration } from './choose-demonstrations.js'
import { describeAttached, describeEarlier, describeFailure } from './prompt-history.js'
import { describeTools, type ToolsRoom } from './prompt-tools.js'

/** The newest steps and turns that a prompt tells of; older ones are left out. */
const maxEarlierSteps = 20
const maxTurns = 6
/** Characters of an earlier answer that a prompt tells of. */
const maxAnswer = 500
/** For tools where conditions or lists have to be told of, too. */
const lessRoom: ToolsRoom = { all: 3350, description: 20 }

export interface PromptOptions {
  tools: readonly AnyTool[]
  maxSteps: number
  /** Models that the request names. */
  models?: readonly string[] | undefined
  demonstrations?: readonly ShownDemonstration[] | undefined
  /** What the reply may use beside tools. Default: nothing. */
  called?: CalledFor | undefined
  /** Whether the reply may be an answer instead of a plan. Default: false. */
  talk?: boolean | undefined
  /** The tool that can be asked anything about pictures, as it runs on an LLM that sees. Default: there is none. */
  seeing?: string | undefined
  /** A plan by rules that may serve as a draft. */
  draft?: Plan | undefined
}

/**
 * The messages that ask an LLM for a plan: rules and tools, which are the same for every request, demonstrations, and
 * the request. Nothing that was read out of a file is in them.
 */
export function planPrompt(
  request: PlanRequest,
  {
    tools,
    maxSteps,
    models = [],
    demonstrations = [],
    called = nothingMore,
    talk = false,
    seeing,
    draft,
  }: PromptOptions,
): Message[] {
  const shown = demonstrations.flatMap(({ request: text, media, parts, plan }): Message[] => [
    { role: 'user', content: situation({ text, media, history: { turns: [], steps: [] }, tools: [] }) },
    { role: 'assistant', content: JSON.stringify({ parts, ...plan }) },
  ])
  return [
    { role: 'system', content: rules(tools, maxSteps, { models, called, talk, seeing }) },
    ...shown,
    { role: 'user', content: situation(request, draft) },
  ]
}

function rules(
  tools: readonly AnyTool[],
  maxSteps: number,
  {
    models,
    called,
    talk,
    seeing,
  }: { models: readonly string[]; called: CalledFor; talk: boolean; seeing: string | undefined },
): string {
  const naming =
    models.length > 0
      ? `\n- The request names a model (${models.join(', ')}). Give it as "model" of the steps it is meant for, beside "tool"; otherwise null.`
      : ''
  const talking = talk
    ? `\n- This request may be mere talk. Then, and only then, answer it yourself, in its language and in a few sentences: {"parts": [], "steps": [], "answer": "YOUR REPLY"}. You are Switchyard: you answer questions about pictures, sound, video and text by means of the tools above. Otherwise "answer" is null, as it is where the reply would be long.`
    : ''
  const looking = seeing
    ? `\n- All that is asked of the same pictures and can be seen in them goes into one step of ${seeing}, in the words of the request.`
    : ''
  const more = [describeCalledFor(called), naming, looking, talking].join('')
  return `You turn a request into a plan of tool calls. You carry nothing out and answer nothing.
Reply with one JSON object and nothing else: {"parts": ["WHAT IS ASKED"], "steps": [{"id": "s1", "tool": "TOOL", "input": {"FIELD": VALUE}}]}

- parts: everything that the request asks for, in its order, a few words each.
- steps: for each part the tool that does it, in the same order, and before it whatever that part needs, such as the words of a recording. At most ${maxSteps} steps.
- A VALUE is a literal, written out from the request; an attached file "$image1"; an output of an earlier step "$s1.text", or a part of it "$s1.labels[0].label". Inside a longer text an output is written {{s1.text}}.
- A step that goes on with what an earlier step made ("then", "it", "the result", "based on that") takes the output of that step, not the file again.
- The kind must fit: a field "image" takes a picture, "audio" a recording or a video with sound, others text.
- Behind a list [*] runs the step once for each item: "$s1.masks[*]".
- Use only these tools and fields. Fields with ? are optional: null unless the request calls for them.
- A request about several files has steps for each of them.
- Mere talk, or what needs no tool: {"parts": [], "steps": []}.

Tools, as tool(input fields) -> output fields:
${describeTools(tools, isAnyCalledFor(called) ? lessRoom : undefined)}${more === '' ? '' : '\n'}${more}`
}

function situation(request: PlanRequest, draft?: Plan): string {
  const { text, history, failed } = request
  const attached = describeAttached(request)
  const earlier = history.steps.slice(-maxEarlierSteps).map((step) => describeEarlier(step, request.tools))
  // Where no file was read and no step was run, no answer holds what a file says.
  const isTalk = Object.keys(request.media).length === 0 && history.steps.length === 0
  const turns = history.turns
    .slice(-maxTurns)
    .map((turn) => `- ${turn.text}${isTalk ? `\n  answered: ${turn.answer.slice(0, maxAnswer)}` : ''}`)
  const sections = [
    turns.length > 0 ? `Asked earlier in this chat, and answered:\n${turns.join('\n')}` : undefined,
    earlier.length > 0
      ? `Finished steps of this chat, whose outputs may be used (their ids are taken):\n${earlier.join('\n')}`
      : undefined,
    `Attached files: ${attached.length > 0 ? `\n${attached.join('\n')}` : 'none'}`,
    `The request:\n${text}`,
    draft &&
      `A draft by simple rules. Keep what is right, mend what is wrong, add what it lacks:\n${JSON.stringify(draft)}`,
    failed &&
      `This plan was tried and failed:\n${JSON.stringify(failed.plan)}\n${failed.errors
        .map(({ step, code }) => `${step}: ${describeFailure(code)}`)
        .join(
          '\n',
        )}\nPlan only what is still to be done, another way, with ids not used before. If there is no other way, reply {"parts": [], "steps": []}.`,
  ]
  return sections.filter((section) => section !== undefined).join('\n\n')
}

/** Asks for a better plan: what was replied, as far as it could be mended, and everything that is still wrong with it. */
export function repairPrompt(asked: readonly Message[], reply: string, problems: string): Message[] {
  const shown = reply.length > 6000 ? `${reply.slice(0, 6000)}… (cut)` : reply
  return [
    ...asked,
    { role: 'assistant', content: shown },
    {
      role: 'user',
      content: `That plan can't be run yet:\n${problems}\nReply with the whole corrected plan as one JSON object and nothing else. Keep the steps that are right.`,
    },
  ]
}
