import { documentOf } from '../../../media/media.js'
import type { PlanRequest } from '../../planner.js'

const document =
  '(?:scans?|scanned (?:pdf|document|file|pages?)|pdf|document|file|letter|contract|invoice|form|bill|receipt|certificate|report|pages?)'
const number = '(?: (?:no\\. |number )?\\d{1,5}(?: ?(?:and|to|-|–) ?\\d{1,5})?)?'
const place = '(?:(?:first|second|third|fourth|fifth|last) )?(?:(?:one|two|three|four|five|\\d{1,2}) )?'
const one = `(?:(?:this|that|the|these|those|my|our|all) )?(?:of the )?${place}${document}${number}(?: (?:of|in) (?:this|that|the|my) ${document})?`
const reads = [
  new RegExp(`^(?:and )?what (?:does|do|did) ${one} says?[?.!]*$`, 'i'),
  new RegExp(
    `^(?:please )?(?:show|give|quote|tell|print)(?: me)? (?:the |all the )?(?:text|words|contents?) (?:of|on|in) ${one}(?: please)?[?.!]*$`,
    'i',
  ),
  new RegExp(`^(?:please )?read (?:me )?(?:out )?${one}(?: (?:to|for) me)?(?: please)?[?.!]*$`, 'i'),
  new RegExp(
    `^(?:and )?what(?:'s| is| stands| does it say| is said| is written| is printed| does it say) (?:on|in) ${one}[?.!]*$`,
    'i',
  ),
]

/** Whether it is asked what a document, or pages of it, say. */
export const asksWhatPagesSay = (text: string): boolean =>
  text.length < 200 && reads.some((pattern) => pattern.test(text.trim()))

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
  return isScan && asksWhatPagesSay(said) ? 'Read the text of the picture.' : text
}
