/*
 * A text that is given behind a colon, as in "translate to German: where is the dog?". It is put into quotation marks, so that nothing
 * of it is read as what is asked.
 */

const texts =
  /\b(?:translat\w*|summari[sz]\w*|summary|paraphras\w*|rephras\w*|rewrit\w*|reword\w*|proofread|simplif\w*|shorten|pronounce|speak|speech|aloud|out loud|say (?:this|it|the following)|read (?:this|it|out|the following)|(?:in|into|to) (?:german|french|spanish|italian|dutch|portuguese|polish|russian|turkish|chinese|japanese|korean|english|swedish|arabic|hindi))\b/i
const files =
  /\b(?:pictures?|photos?|images?|recordings?|memos?|audio|videos?|clips?|files?|documents?|pages?|pdf|captions?|transcripts?|descriptions?)\b|\.\w{2,4}\b|[?!"“„«]|\b(?:if|unless|otherwise|then|classify|choose|labels?|order)\b/i
const mostHead = 90

/** A request with its text in quotation marks, where a colon leads to one for a tool that works on texts; any other as it is. */
export function quotePayload(text: string): string {
  const colon = /[:：](?!\/\/|\d)/.exec(text.slice(0, mostHead))
  if (!colon) return text
  const head = text.slice(0, colon.index)
  const payload = text.slice(colon.index + 1).trim()
  if (!texts.test(head) || files.test(head) || payload.split(/\s+/).length < 2) return text
  if (/["“”„«»`]/.test(payload)) return text
  return `${head}: "${payload}"`
}
