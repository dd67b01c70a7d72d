/** What an LLM can take in besides text. */
export type LlmInput = 'image' | 'audio' | 'file'

/** Families by the names of their models, whatever server offers them. What a server says of a model goes before this. */
const families: readonly [name: RegExp, takes: readonly LlmInput[]][] = [
  [/gpt-4o-audio|gpt-audio/, ['audio']],
  [
    /gpt-(?:3|4-0|4-1|4$|oss)|(?:^|[/:])(?:o1-mini|o1-preview|o3-mini)|gpt-4o(?:-mini)?-(?:transcribe|tts)/,
    [],
  ],
  [/gpt-4o|gpt-4\.1|gpt-4-turbo|gpt-[5-9]|(?:^|[/:])o[134](?:-|$)|chatgpt-4o/, ['image', 'file']],
  [/claude-(?:2|instant)/, []],
  [/claude/, ['image', 'file']],
  [/gemini/, ['image', 'audio', 'file']],
  [/gemma-?3n/, ['image', 'audio']],
  [/gemma-?3[:-](?:1b|270m)/, []],
  [/gemma-?[34]/, ['image']],
  [/omni|minicpm-?o|phi-?4-multimodal/, ['image', 'audio']],
  [/voxtral|qwen2-audio|ultravox/, ['audio']],
  [
    /llava|bakllava|moondream|pixtral|molmo|idefics|smolvlm|internvl|minicpm-?v|qvq|docling|cogvlm|llama-?4/,
    ['image'],
  ],
  [
    /mistral-small-?3\.[1-9]|mistral-medium-?3|glm-4(?:\.\d)?v|grok-(?:2-vision|4)|nova-(?:lite|pro|premier)/,
    ['image'],
  ],
  // Most others that see say so: Qwen2.5-VL, Llama 3.2 Vision, Phi-3.5-vision, DeepSeek-VL.
  [/(?:^|[^a-z])vlm?(?:[^a-z]|$)|vision/, ['image']],
]

/** What a model takes in by its name; undefined where the name says nothing. Pure. */
export function inputsByName(model: string): readonly LlmInput[] | undefined {
  const name = model.toLowerCase().slice(0, 200)
  return families.find(([family]) => family.test(name))?.[1]
}

/** Models that only embed, rank, transcribe, speak or draw. */
const otherKinds =
  /embed|rerank|reranker|bge-|e5-|minilm|nomic|whisper|tts|clip|moderation|dall-e|stable-diffusion|flux|guard/

/** Families whose models follow instructions, and the words by which others say so. */
const instructed =
  /instruct|chat|(?:^|[-_:])it(?:$|[-_:.])|qwen|llama-?[34]|gemma-?[234]|mistral|mixtral|ministral|magistral|phi-?[34]|gpt-|claude|gemini|deepseek|command|granite|glm|kimi|hermes|olmo|smollm|lfm|nemotron|exaone/

/** Whether a model is known to follow instructions, by its name. Pure. */
export function followsInstructions(model: string): boolean {
  const name = model.toLowerCase().slice(0, 200)
  return instructed.test(name) && !otherKinds.test(name) && !/(?:^|[-_:])base(?:$|[-_:.])/.test(name)
}

/** Whether a model holds conversations at all, as far as its name tells. Pure. */
export const mayChat = (model: string): boolean => !otherKinds.test(model.toLowerCase().slice(0, 200))
