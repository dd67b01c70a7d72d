/** Codes and types with which servers say that a request is longer than the context. */
const codes =
  /context_length_exceeded|exceed_context_size|context_window_exceeded|prompt_too_long|request_too_large/i

/** What is too long, in the words of vLLM, TGI, llama.cpp, LM Studio, Ollama, SGLang, TensorRT-LLM and the providers. */
const subject =
  /context|prompt|input|maximum model length|max_input_len|number of tokens|token count|too many tokens|length of the messages|message size/i

/** That it is too long, in theirs too. */
const excess =
  /exceed|longer than|too long|too large|too many|overflow|maximum context length|reduce the (?:length|size|number)|reduce your message size|must be <=|must have less than|less than \d|only supports up to|greater than the context|\d+ tokens? > \d+|maximum prompt length|reached context length|model is loaded with context length/i

/** A count or the word for it: without one, "input" and "too large" may be about a picture. */
const counted = /tokens?\b|context|prompt|sequence|input (?:is|length)|`inputs`/i

/**
 * Whether a server's error says that a request is too long for the model's context, which no repetition mends. A limit of
 * requests or tokens in a minute is no such error, unless this request alone is larger than the limit. Pure.
 */
export function isTooLong({
  said,
  code = '',
  status,
}: {
  said: string
  code?: string | undefined
  status?: number | undefined
}): boolean {
  const words = said.slice(0, 4000)
  if (codes.test(code) || codes.test(words)) return true
  if (/request too large/i.test(words)) return true
  if (status === 429 || status === 401 || status === 403) return false
  if (/image|picture|audio|batch size of/i.test(words) && !/token|context/i.test(words)) return false
  return subject.test(words) && excess.test(words) && counted.test(words)
}
