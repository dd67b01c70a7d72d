/** What is known of an LLM provider before anything of LangChain is loaded. */
export interface Provider {
  /** For people: `OpenAI`. */
  title: string
  /** The LangChain package with the chat model; `local` needs none. */
  package?: string | undefined
  /** The environment variable with the API key, where there is exactly one. */
  keyVariable?: string | undefined
}

/** Providers by the name that a spec begins with. `openai`, `hf` and `local` come with Switchyard, the rest are installed when wanted. */
export const providers: ReadonlyMap<string, Provider> = new Map(
  Object.entries({
    openai: { title: 'OpenAI', package: '@langchain/openai', keyVariable: 'OPENAI_API_KEY' },
    hf: {
      title: 'Hugging Face Inference Providers',
      package: '@langchain/openai',
      keyVariable: 'HF_TOKEN',
    },
    local: { title: 'This machine' },
    anthropic: { title: 'Anthropic', package: '@langchain/anthropic', keyVariable: 'ANTHROPIC_API_KEY' },
    azure_openai: {
      title: 'Azure OpenAI',
      package: '@langchain/openai',
      keyVariable: 'AZURE_OPENAI_API_KEY',
    },
    bedrock: { title: 'AWS Bedrock', package: '@langchain/aws' },
    cerebras: { title: 'Cerebras', package: '@langchain/cerebras', keyVariable: 'CEREBRAS_API_KEY' },
    cohere: { title: 'Cohere', package: '@langchain/cohere', keyVariable: 'COHERE_API_KEY' },
    deepseek: { title: 'DeepSeek', package: '@langchain/deepseek', keyVariable: 'DEEPSEEK_API_KEY' },
    fireworks: { title: 'Fireworks', package: '@langchain/fireworks', keyVariable: 'FIREWORKS_API_KEY' },
    'google-genai': {
      title: 'Google Gemini',
      package: '@langchain/google-genai',
      keyVariable: 'GOOGLE_API_KEY',
    },
    'google-vertexai': { title: 'Google Vertex AI', package: '@langchain/google-vertexai' },
    groq: { title: 'Groq', package: '@langchain/groq', keyVariable: 'GROQ_API_KEY' },
    mistralai: { title: 'Mistral', package: '@langchain/mistralai', keyVariable: 'MISTRAL_API_KEY' },
    ollama: { title: 'Ollama', package: '@langchain/ollama' },
    perplexity: { title: 'Perplexity', package: '@langchain/perplexity', keyVariable: 'PERPLEXITY_API_KEY' },
    together: { title: 'Together AI', package: '@langchain/together-ai', keyVariable: 'TOGETHER_AI_API_KEY' },
    xai: { title: 'xAI', package: '@langchain/xai', keyVariable: 'XAI_API_KEY' },
  } satisfies Record<string, Provider>),
)
