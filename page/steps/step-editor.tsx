import { useEffect, useState } from 'preact/hooks'
import type { Step } from '../../src/plan/plan.js'
import type { StepValue } from '../../src/plan/step-value.js'
import { call } from '../state/api.js'
import { tell } from '../state/chats.js'

interface ListedTool {
  id: string
  models: readonly string[]
}

let tools: Promise<readonly ListedTool[]> | undefined

/** The models of the catalogue for a tool. They are asked for once. */
function useModels(tool: string): readonly string[] {
  const [models, setModels] = useState<readonly string[]>([])
  useEffect(() => {
    tools ??= call<{ data: ListedTool[] }>('v1/tools').then(({ data }) => data)
    tools
      .then((all) => setModels(all.find(({ id }) => id === tool)?.models ?? []))
      .catch((error) => {
        tools = undefined
        tell(error)
      })
  }, [tool])
  return models
}

/**
 * The inputs and the model of a step of a plan that waits, to be changed. References such as `$image1` stay references.
 *
 * @param planned the step as it was shown, which says what is text
 * @param onChange told the changed step, and whether all that is written in it can be read
 */
export function StepEditor({
  step,
  planned,
  onChange,
}: {
  step: Step
  planned: Step
  onChange: (step: Step, isRead: boolean) => void
}) {
  const models = useModels(step.tool)
  const [wrong, setWrong] = useState<readonly string[]>([])
  const changeInput = (name: string, text: string) => {
    const value = parseValue(text, planned.input[name])
    const others = wrong.filter((one) => one !== name)
    const nowWrong = value === undefined ? [...others, name] : others
    setWrong(nowWrong)
    const changed = value === undefined ? step : { ...step, input: { ...step.input, [name]: value } }
    onChange(changed, nowWrong.length === 0)
  }
  return (
    <div class="stack">
      {Object.entries(step.input).map(([name, value]) => (
        <label key={name} class="stack tight">
          <span>
            <span class="hidden">{step.id} </span>
            {name}
          </span>
          <textarea
            rows={1}
            dir="auto"
            defaultValue={textOf(value)}
            aria-invalid={wrong.includes(name)}
            onChange={(event) => changeInput(name, event.currentTarget.value)}
          />
        </label>
      ))}
      {wrong.map((name) => (
        <p key={name} class="failure" role="alert">
          {name} is written as JSON, such as 0.5, true or ["cat", "dog"].
        </p>
      ))}
      <label class="stack tight">
        <span>
          <span class="hidden">{step.id} </span>model
        </span>
        <select
          onChange={({ currentTarget: { value } }) => {
            const { model: _, ...rest } = step
            onChange(value === '' ? rest : { ...rest, model: value }, wrong.length === 0)
          }}
        >
          <option value="" selected={step.model === undefined}>
            the one that is chosen for it
          </option>
          {[...new Set([...(step.model === undefined ? [] : [step.model]), ...models])].map((model) => (
            <option key={model} value={model} selected={model === step.model}>
              {model}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

const textOf = (value: StepValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** What was text stays text; anything else is JSON. Undefined where it is none. */
function parseValue(text: string, before: StepValue | undefined): StepValue | undefined {
  if (typeof before === 'string') return text
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
