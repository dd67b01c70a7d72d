/** How a JSON reply is asked for, strictest first. `prompt`: the schema stands in the messages and nothing enforces it. */
export type ReplyFormat = 'json-schema' | 'json-object' | 'prompt'
