import { cued } from '../../../core/patterns/cued.js'
import { rememberLast } from '../../../core/patterns/remember-last.js'
import { isCountOfFiles } from '../facts/counted-files.js'
import { askOfSeveral } from './ask-of-several.js'
import { askedAlone, askedAmid } from './grammar/asked-amid.js'
import { claimOfOne } from './grammar/claim.js'
import { conditionsFirst } from './grammar/conditions.js'
import { eachFile } from './grammar/each-file.js'
import { fileQuestion } from './grammar/file-question.js'
import { labelling } from './grammar/labelling.js'
import { otherwise } from './grammar/otherwise.js'
import { keepsQuoted } from './grammar/quoted.js'
import { spreadOver } from './grammar/spread.js'
import { withoutTruthMark } from './grammar/truth.js'
import { wantedFile } from './grammar/wanted.js'
import { aboutColours } from './rewritings/about-colours.js'
import { aboutFiles } from './rewritings/about-files.js'
import { arranged } from './rewritings/arranged.js'
import { embedding } from './rewritings/embedding.js'
import { listedFacts } from './rewritings/listed-facts.js'
import { rewrite } from './rewritings/rewriting.js'
import { namedKinds } from './rewritings/stated.js'
import { waysOfAsking } from './rewritings/ways-of-asking.js'

/** Characters of a request that are read so; what is longer brings its own text. */
const mostRestated = 400

/** "Check both photos: does either show a dog?" */
const announcement = cued(
  'check|look at|examine|inspect|consider|take|here are|these are',
  /^(?:please )?(?:check|look at|examine|inspect|consider|take|here are|these are) (?:(?:the|these|those|both|all|my|two|three|attached) ){0,3}(?:pictures?|photos?|images?|recordings?|memos?|files?) ?[:.;-] (?=(?:do|does|is|are|has|have|which|what|how|can|where|in)\b)/i,
)

/** "Here is a picture. Is it ...?" */
const presented = cued(
  "here|attached|i've|i have|this is|these are",
  /^(?:hi[,.!] |hello[,.!] )?(?:here(?:'s| is| are)|attached (?:is|are)|i(?:'ve| have) (?:attached|uploaded|sent(?: you)?)|this is|these are) (?:an? |some |my |the |two |three |four |few |couple of )*(?:voice )?(?:pictures?|photos?|images?|recordings?|memos?|files?)(?: for you)?[.;:!-] (?=\w)/i,
)

/** A short request in the words that the rules know for what it asks. What stands in quotation marks stays. */
export const restate = rememberLast((text) => {
  if (text.length > mostRestated) return text
  const opened = text.trim().replace(announcement, '').replace(presented, '')
  if (isCountOfFiles(opened)) return opened
  const unfold = (said: string): string =>
    withoutTruthMark(
      rewrite(said, [...aboutColours, ...aboutFiles, ...embedding, ...arranged, ...namedKinds]),
    )
  const said = listedFacts(unfold(opened))
  if (/^which .* and which do not\?$/i.test(said)) return said
  const kept = (read: string | undefined) =>
    read !== undefined && keepsQuoted(said, read) ? read : undefined
  const read =
    claimOfOne(withoutTruthMark(opened)) ??
    kept(eachFile(said)) ??
    kept(labelling(said)) ??
    kept(spreadOver(said)) ??
    kept(wantedFile(said)) ??
    kept(askedAlone(said, unfold)) ??
    kept(askOfSeveral(said)) ??
    kept(fileQuestion(said)) ??
    kept(askedAmid(said, unfold)) ??
    kept(claimOfOne(said))
  if (read !== undefined) return read
  const rewritten = otherwise(rewrite(conditionsFirst(said), waysOfAsking))
  return rewritten === said ? (kept(askOfSeveral(said, { isLoose: true })) ?? said) : rewritten
})
