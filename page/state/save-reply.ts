/** Saves what a server replied as a file. @param name without the ending; what file systems refuse becomes `_` */
export async function saveReply(
  reply: Response,
  { name, ending }: { name: string; ending: string },
): Promise<void> {
  const content = await reply.blob()
  // Excel takes CSV without a byte order mark for text of the country's old encoding, and spoils every other letter.
  const parts = ending === 'csv' ? ['\uFEFF', content] : [content]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(parts, { type: content.type }))
  link.download = `${name.replace(/[^\p{L}\p{N} ._-]/gu, '_')}.${ending}`
  link.click()
  URL.revokeObjectURL(link.href)
}
