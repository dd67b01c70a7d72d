import { listOperators } from '../../../plan/operators.js'
import { mediaSource, type PlanBuilder } from '../builder.js'
import { withoutForm } from '../reading/forms.js'
import { gloss } from '../words/gloss.js'
import { asksWhatPagesSay } from './ask-of-pages.js'
import { pagesSaid } from './pages-said.js'

/**
 * "What does the second page say?" of a document whose text was read: its words are given as they are, which no model need do.
 * Returns whether it is a request of that kind, and planned.
 */
export function planToSayPages(builder: PlanBuilder): boolean {
  const { text, media } = builder.request
  const said = withoutForm(gloss(text))
  const say = listOperators.find(({ id }) => id === 'say')
  const documents = Object.entries(media).filter(
    ([, { modality, facts }]) => modality === 'text' && facts.pages !== undefined,
  )
  if (!say || documents.length === 0 || !asksWhatPagesSay(said)) return false
  for (const [name, { facts }] of documents) {
    const pages = pagesSaid(said, facts.pages)
    builder.add(say, { text: mediaSource(name, 'text').value, ...(pages && { pages }) })
  }
  return true
}
