import { documentOf } from '../../../media/media.js'
import type { PlanRequest } from '../../planner.js'

const document =
  '(?:scans?|scanned (?:pdf|document|file|pages?)|pdf|document|file|letter|contract|invoice|form|bill|receipt|certificate|report|pages?)'
const number = '(?: (?:no\\. |number )?\\d{1,5}(?: ?(?:and|to|-|–) ?\\d{1,5})?)?'
const place = '(?:(?:first|second|third|fourth|fifth|last) )?(?:(?:one|two|three|four|five|\\d{1,2}) )?'
const one = `(?:(?:this|that|the|these|those|my|our|all) )?(?:of the )?${place}${document}${number}(?: (?:of|in) (?:this|that|the|my) ${document})?`
const reads = [
  new RegExp(`^(?:and )?what (?:does|do|did) ${one} says?[?.!]*$`, 'i'),
  new RegExp(`^(?:please )?read (?:me )?(?:out )?${one}(?: (?:to|for) me)?(?: please)?[?.!]*$`, 'i'),
  new RegExp(
    `^(?:and )?what (?:is|stands|does it say|is said|is written|is printed) (?:on|in) ${one}[?.!]*$`,
    'i',
  ),
]

const look =
  /^(?:and )?(?:how|what) (?:does|do|did) ([^?.!]{0,80}\bpages?\b[^?.!]{0,40}) looks?(?: like)?[?.!]*$/i

/**
 * A request to read a scan in the words that tools which read pictures know: what a whole page says is no question that is
 * answered in a few words from it. How a page looks is described. Any other request as it is.
 */
export function askOfPages(text: string, media: PlanRequest['media']): string {
  const isScan = Object.values(media).some(({ modality, original }) => modality === 'image' && original)
  const said = text.trim()
  const looked = said.length < 200 && Object.values(media).some(documentOf) ? look.exec(said)?.[1] : undefined
  if (looked !== undefined) return `Describe ${looked}.`
  return isScan && said.length < 200 && reads.some((pattern) => pattern.test(said))
    ? 'Read the text of the picture.'
    : text
}
