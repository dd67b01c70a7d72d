/*
 * A text that is given behind a colon, as in "translate to German: where is the dog?". It is put into quotation marks, so that nothing
 * of it is read as what is asked.
 */

const texts =
  /\b(?:translat\w*|summari[sz]\w*|summary|pronounce|speak|speech|aloud|out loud|say (?:this|it|the following)|read (?:this|it|out|the following)|(?:in|into|to) (?:german|french|spanish|italian|dutch|portuguese|polish|russian|turkish|chinese|japanese|korean|english|swedish|arabic|hindi))\b/i
const files =
  /\b(?:pictures?|photos?|images?|recordings?|memos?|audio|videos?|clips?|files?|documents?|pages?|pdf|captions?|transcripts?|descriptions?)\b|\.\w{2,4}\b|[?!"“„«]|\b(?:if|unless|otherwise|then|classify|choose|labels?|order)\b/i
/** Words by which a text might be read as a request. */
const asking =
  /\?|^(?:if|when|what|which|where|who|how|is|are|do|does|can|please)\b|\b(?:pictures?|photos?|images?|recordings?|memos?|audio|describe|transcribe|caption|translate|summari[sz]e|classify|label|sort|count|compare|read|say)\b/i
const mostHead = 90

/** A request with its text in quotation marks, where a colon leads to one for a tool that works on texts; any other as it is. */
export function quotePayload(text: string): string {
  const colon = /[:：](?!\/\/|\d)/.exec(text.slice(0, mostHead))
  if (!colon) return text
  const head = text.slice(0, colon.index)
  const payload = text.slice(colon.index + 1).trim()
  if (!texts.test(head) || files.test(head) || !asking.test(payload.slice(0, 2000))) return text
  if (/["“”„«»`]|^['‘]/.test(payload)) return text
  // "Say" alone is how an answer is worded.
  return `${head.replace(/^((?:please )?)say (this|it|the following)(?: (?:out loud|aloud))?/i, '$1read $2 aloud')}: "${payload}"`
}
