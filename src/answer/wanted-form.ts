import { formIn, type WantedForm } from '../planner/rules/reading/forms.js'
import { gloss } from '../planner/rules/words/gloss.js'
import type { RespondRequest } from './responder.js'

/** The form of the answer that a request wants by its own words, else by those of an earlier one of the chat. */
export const wantedForm = (request: RespondRequest, asked: string): WantedForm | undefined =>
  formIn(asked) ?? standingForm(request)

/** "From now on answer with a single word": the form that an earlier request of the chat wants for all that follow. */
function standingForm({ turns }: RespondRequest): WantedForm | undefined {
  const earlier = turns.map(({ text }) => gloss(text)).findLast((said) => standing.test(said) && formIn(said))
  const form = earlier === undefined ? undefined : formIn(earlier)
  // Where its words stand is of no use in another request.
  return form && { ...form, start: 0, end: 0 }
}

const standing =
  /\b(?:from (?:now|here|this point) on|from now|always|henceforth|for the rest of|in (?:the )?future|every time|(?:all|every|each) (?:further |following |next |later |of my |my )*(?:answers?|questions?|repl(?:y|ies)|requests?))\b/i
