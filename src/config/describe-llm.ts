/** Which LLM is used and why, or why none is: for people. */
export const describeLlm = ({ id, reason }: { id: string | undefined; reason: string }): string =>
  id === undefined ? reason : `${id}. ${reason}`
