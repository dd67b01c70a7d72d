import type { PlanRequest } from '../../planner.js'
import { thresholdQuestion } from './threshold-question.js'

/** Values that are forecast to find out when one passes a bound. */
const lookedAhead = 48

/** "What will sales be next month?" of a table asks for a forecast, and so does when they pass a number; of a recording, for what is said in it. */
export function ofSeries(text: string, media: PlanRequest['media']): string {
  const all = Object.values(media)
  if (all.length === 0 || all.some(({ modality }) => modality !== 'table')) return text
  const threshold = thresholdQuestion(text)
  if (threshold)
    return `Forecast the next ${lookedAhead} values${threshold.of === '' ? '' : ` of ${threshold.of}`}.`
  return text.replace(
    /^(?:what|how (?:much|many|high|low|large)) will (?:the |my |our )?([^.?!\n]{1,60}?) be (?=(?:in |for |by |over |during )?(?:the )?(?:next|coming|following|tomorrow|(?:19|20|21)\d\d\b))/i,
    'Forecast $1 ',
  )
}
