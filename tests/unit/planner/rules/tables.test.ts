import { expect, it } from 'vitest'
import { createRulePlanner } from '../../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../../src/tools/registry.js'
import { mediaOf } from '../validate-fixtures.js'

const tools = await loadBuiltInTools()
const { signal } = new AbortController()

it.each([
  ['What is in B3 and is anything odd?', 'anomaly-detection'],
  ['What is in B3, and forecast the next 3 values.', 'time-series-forecasting'],
])('what is asked beside a cell is asked of the table: %s', async (text, tool) => {
  const media = { table1: mediaOf('table') }
  const result = await createRulePlanner().plan(
    { text, media, history: { turns: [], steps: [] }, tools },
    { signal },
  )
  const steps = result.ok ? result.value.plan.steps : []
  expect(steps).toMatchObject([
    { tool: 'cell-lookup', input: { table: '$table1' } },
    { tool, input: { table: '$table1' } },
  ])
})

it.each([
  'Was steht in Zelle B3?',
  'Was steht in B3 der Tabelle?',
  'Was steht in Cars!B3?',
  'What is in Cars!B3?',
  "What is in 'My cars'!B2:C4 and in B3?",
  "Read 'My cars'!$B$2.",
])('a cell is asked for: %s', async (text) => {
  const media = { table1: mediaOf('table') }
  const result = await createRulePlanner().plan(
    { text, media, history: { turns: [], steps: [] }, tools },
    { signal },
  )
  expect(result.ok && result.value.plan.steps).toMatchObject([{ tool: 'cell-lookup' }])
})
