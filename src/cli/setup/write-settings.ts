import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import { isCancel, select } from '@clack/prompts'
import { stringify } from 'yaml'
import { describeLlm } from '../../config/describe-llm.js'
import { loadProfile } from '../../config/load-profile.js'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { parseSpec } from '../../llm/parse-spec.js'
import { canRedraw, processTerminal } from '../ui/terminal.js'
import { makeAgent } from '../with-agent.js'

export interface InitFlags {
  privacy?: string
  profile?: string
  llm?: string
  out: string
  force?: boolean
  yes?: boolean
}

/** A question, its answers and the first of them as the default. */
interface Question {
  message: string
  options: { value: string; label: string; hint?: string }[]
}

/**
 * Asks what no flag answers, writes the settings file and says what is still missing.
 *
 * @throws SwitchyardError `INVALID_REQUEST` where the file is there or can't be written, `INVALID_CONFIG` for answers that are
 * no settings, `CANCELLED`
 */
export async function writeSettings(flags: InitFlags, { signal }: { signal: AbortSignal }): Promise<void> {
  const { out: file, force = false } = flags
  if (existsSync(file) && !force)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${file} is there already, and nothing was written. Change it by hand, name another file with --out, or overwrite it with --force.`,
    )
  const asks = flags.yes !== true && process.stdin.isTTY === true && canRedraw(process.stderr)
  const answer = (given: string | undefined, question: Question) =>
    given === undefined && asks ? choose(question, signal) : (given ?? question.options[0]?.value ?? '')

  const privacy = await answer(flags.privacy, privacyQuestion)
  const isLocal = privacy === 'local'
  const profile = await answer(flags.profile, profileQuestion({ isLocal }))
  const found = asks && flags.llm === undefined ? await foundLlm({ profile, privacy }) : undefined
  const llm = await answer(flags.llm, llmQuestion({ isLocal, found }))

  await check({ profile, llm, privacy })
  const text = `# Settings of Switchyard for this folder. docs/configuration.md has them all.\n${stringify({ profile, llm, privacy })}`
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx' })
  } catch (cause) {
    throw new SwitchyardError('INVALID_REQUEST', `${file} can't be written: ${messageOf(cause)}.`, { cause })
  }
  const { out, err } = processTerminal()
  out(`${file}\n`)
  err(`\n${text}\n${await describeWhatIsThere(file)}\nNext: switchyard doctor\n`)
}

const privacyQuestion: Question = {
  message: 'May pictures, recordings and words leave this machine?',
  options: [
    { value: 'any', label: 'Yes, where a model at a provider is the better choice' },
    { value: 'local', label: 'No, never' },
  ],
}

const profileQuestion = ({ isLocal }: { isLocal: boolean }): Question => ({
  message: 'Where do the models for pictures, sound and text run?',
  options: [
    { value: 'hub', label: 'On this machine', hint: 'each is downloaded when it is first needed' },
    ...(isLocal
      ? []
      : [
          {
            value: 'remote',
            label: 'At Hugging Face, as far as they are served there',
            hint: 'needs HF_TOKEN',
          },
        ]),
    {
      value: 'demo',
      label: 'On this machine, tiny ones for a try',
      hint: 'no download; they know pictograms',
    },
  ],
})

const llmQuestion = ({ isLocal, found }: { isLocal: boolean; found: string | undefined }): Question => ({
  message: 'Which LLM plans and answers?',
  options: [
    { value: 'auto', label: 'The first that is set up', ...(found !== undefined && { hint: found }) },
    ...(isLocal
      ? []
      : [
          { value: 'openai:gpt-5-mini', label: 'OpenAI', hint: 'needs OPENAI_API_KEY' },
          { value: 'hf:openai/gpt-oss-120b', label: 'Hugging Face', hint: 'needs HF_TOKEN' },
        ]),
    {
      value: 'local:onnx-community/Qwen3-1.7B-ONNX:q4',
      label: 'A small one on this machine',
      hint: 'a download of more than a GB',
    },
    { value: 'none', label: 'None: rules plan, and templates answer' },
  ],
})

async function choose({ message, options }: Question, signal: AbortSignal): Promise<string> {
  const chosen = await select({ message, options, output: process.stderr, signal })
  if (isCancel(chosen)) throw new SwitchyardError('CANCELLED', 'Stopped. Nothing was written.')
  return chosen
}

/** What `auto` stands for now; undefined where that can't be said. */
async function foundLlm({
  profile,
  privacy,
}: {
  profile: string
  privacy: string
}): Promise<string | undefined> {
  try {
    const agent = await makeAgent({ profile, llm: 'auto', set: [`privacy=${privacy}`] })
    await agent.close()
    return agent.parts.llm.id === undefined ? 'none yet' : agent.parts.llm.id
  } catch {
    return undefined
  }
}

/** @throws SwitchyardError `INVALID_CONFIG` for what is no profile or setting */
async function check({
  profile,
  llm,
  privacy,
}: {
  profile: string
  llm: string
  privacy: string
}): Promise<void> {
  if (llm !== 'auto' && llm !== 'none') {
    const spec = parseSpec(llm)
    if (!spec.ok) throw spec.error
  }
  // The settings file of this folder says nothing about the one to be written.
  const set = [`llm=${JSON.stringify(llm)}`, `privacy=${JSON.stringify(privacy)}`]
  const loaded = await loadProfile({ profile, config: devNull, set, env: {} })
  if (!loaded.ok) throw loaded.error
}

/** Whether the LLM can be used as it is, or what is missing. */
async function describeWhatIsThere(config: string): Promise<string> {
  try {
    const agent = await makeAgent({ config })
    await agent.close()
    const { llm, profile, hasToken } = agent.parts
    const llmLine = `LLM: ${describeLlm(llm)}`
    return profile.backends[0] === 'hugging-face' && !hasToken
      ? `Still missing: HF_TOKEN. Until it is set, all models run on this machine.\n${llmLine}`
      : llmLine
  } catch (thrown) {
    return `Still missing: ${messageOf(thrown)}`
  }
}
