import { z } from 'zod'
import type { StepReport } from '../../executors/step-report.js'
import { thresholdQuestion } from '../../planner/rules/series/threshold-question.js'
import { forecastRowSchema } from '../../tools/table/forecast-row.js'
import type { Lead } from '../several.js'

const forecast = z.object({ forecasts: z.array(forecastRowSchema) })

/** "When will it be above 24 next?": the first of the forecast values that is. Empty: nothing of the kind is asked, or forecast. */
export function leadsOfThresholds(text: string, steps: readonly StepReport[]): Lead[] {
  const asked = thresholdQuestion(text)
  if (!asked) return []
  return steps.flatMap(({ id, status, output }): Lead[] => {
    const rows = status === 'done' ? forecast.safeParse(output).data?.forecasts : undefined
    if (!rows) return []
    const passes = ({ value }: { value: number }) =>
      asked.isAbove ? value > asked.bound : value < asked.bound
    return [...new Set(rows.map(({ column }) => column))].map((column) => {
      const own = rows.filter((row) => row.column === column)
      const found = own.find(passes)
      const bound = `${asked.isAbove ? 'above' : 'below'} ${asked.bound}`
      if (!found)
        return {
          text: `"${column}" is ${bound} in none of the next ${own.length} values, up to ${own.at(-1)?.at ?? 'there'}, as forecast. [${id}]`,
          word: 'Not within the forecast',
          value: 'unknown',
        }
      const { at, value, lower, upper } = found
      const range = lower === undefined ? '' : `, ${lower} to ${upper}`
      return {
        text: `${at}: "${column}" is ${bound} then for the first time (${value}${range}), as forecast. [${id}]`,
        word: at,
        value: at,
      }
    })
  })
}
