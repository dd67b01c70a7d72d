/** How well an LLM plans, as far as its name tells. */
export type ModelStrength = 'weak' | 'middle' | 'strong'

/** From this many billions of weights on an LLM plans better than the rules, going by what was measured and published. */
const billionsThatPlan = 7
const billionsOfStrong = 30

/** Families whose names don't tell a size, the first that fits. A size in the name goes before. */
const families: readonly [name: RegExp, strength: ModelStrength][] = [
  [/\bphi-?3(?:\.5)?(?:-mini\b|(?::latest)?$)|\bphi-?4-mini\b|\bsmollm|\btinyllama\b|\bgemma-?3n\b/i, 'weak'],
  [/\bgemini-nano\b|\bgranite-?4[\w.-]{0,12}-(?:nano|micro|tiny)\b|\blfm2/i, 'weak'],
  // What Ollama runs by these names alone has three and four billion.
  [/\b(?:llama-?3\.2|gemma-?3)(?::latest)?$/i, 'weak'],
  [
    /\b(?:gpt-3\.5|gpt-4o-mini|gpt-4\.1-nano|gpt-5(?:\.\d)?-nano|gpt-oss|ministral|phi-?4|command-r)\b(?!-plus)/i,
    'middle',
  ],
  [
    /\b(?:qwen-?(?:flash|turbo)|qwen3(?:\.\d)?-(?:coder-)?flash|nova-(?:micro|lite|2-lite)|jamba-mini|granite-?4[\w.-]{0,12}-small)\b/i,
    'middle',
  ],
  [/\b(?:gpt-[4-9]|o[134]|chatgpt|claude|gemini|grok|kimi|glm-[4-9]|minimax)/i, 'strong'],
  [
    /\bdeepseek-(?:chat|reasoner|v[2-9]|r[1-9])|\b(?:mistral|magistral)-(?:large|medium|small)|\b(?:devstral|codestral)\b|\bcommand-(?:a|r-plus)\b/i,
    'strong',
  ],
  [/\bqwen-?(?:max|plus)\b|\bqwen[23](?:\.\d)?-(?:coder-)?(?:max|plus)\b|\bqwq\b|\bllama-4\b/i, 'strong'],
  [
    /\bnova-(?:2-)?(?:pro|premier)\b|\b(?:ernie-[45]|doubao-seed|seed-[12]|hunyuan-(?:t1|turbos|2)|step-[3-9]|mimo-v[2-9]|longcat-flash|sonar|jamba-large|muse-spark)/i,
    'strong',
  ],
]

/**
 * The strength that a name tells: by its size (`qwen2.5-7b`, `Qwen3-30B-A3B`, `8x7b`, `360M`), else by its family;
 * undefined for a name that tells neither.
 */
export function strengthInName(id: string): ModelStrength | undefined {
  const billions = sizeInName(id)
  if (billions !== undefined)
    return billions < billionsThatPlan ? 'weak' : billions < billionsOfStrong ? 'middle' : 'strong'
  return families.find(([name]) => name.test(id))?.[1]
}

/** As `strengthInName`; what a name doesn't tell is taken for the middle. */
export const strengthOf = (id: string): ModelStrength => strengthInName(id) ?? 'middle'

function sizeInName(id: string): number | undefined {
  const found = /(?:^|[-_:/ .])(?:(\d{1,3})x)?(\d{1,4}(?:\.\d{1,3})?)([bm])(?![a-z0-9])/i.exec(
    id.slice(0, 200),
  )
  if (!found) return undefined
  const [, experts = '1', size = '', unit = ''] = found
  return (Number(experts) * Number(size)) / (unit.toLowerCase() === 'm' ? 1000 : 1)
}

/** Whether an LLM or the rules plan where the choice is open, and why. */
export interface PlannerChoice {
  by: 'llm' | 'rules'
  /** One sentence for people. */
  reason: string
}

/**
 * Who plans where the profile leaves it open: who planned better when the two were compared on this machine, else what the
 * LLM's name says of it. An LLM whose name says nothing plans.
 */
export function choosePlanner(id: string, measured: 'llm' | 'rules' | undefined): PlannerChoice {
  if (measured === 'llm')
    return { by: 'llm', reason: `${id} planned better than the rules when they were compared.` }
  if (measured === 'rules')
    return {
      by: 'rules',
      reason: `The rules planned better than ${id} when they were compared; with "planner: llm" it plans nonetheless.`,
    }
  const strength = strengthInName(id)
  if (strength === 'weak')
    return {
      by: 'rules',
      reason: `LLMs as small as ${id} plan worse than the rules; "switchyard eval --quick" measures it, and with "planner: llm" it plans nonetheless.`,
    }
  const why = strength
    ? `LLMs like ${id} plan better than the rules`
    : `${id} was not compared with the rules`
  return { by: 'llm', reason: `${why}.` }
}
