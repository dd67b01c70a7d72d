/** What to do to have an LLM, where nothing is set up. One sentence for people. */
export const howToHaveLlm =
  'For an LLM set OPENAI_API_KEY, OPENAI_BASE_URL or HF_TOKEN, start Ollama, or run `switchyard init`.'
