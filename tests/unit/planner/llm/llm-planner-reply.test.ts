import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readReply } from '../../../../src/planner/llm/llm-planner-reply.js'

const plan = { steps: [{ id: 's1', tool: 't', input: { text: 'braces } { and "quotes" \\ in it' } }] }
const json = JSON.stringify(plan)

describe('readReply', () => {
  test.each([
    ['bare', json],
    ['in a code fence', `\`\`\`json\n${JSON.stringify(plan, null, 2)}\n\`\`\``],
    ['with prose around it', `Sure! Here's the plan:\n${json}\nIt uses {{s1.text}} well.`],
  ])('finds the object %s', (_, reply) => {
    expect(readReply(reply)).toMatchObject({ ok: true, value: [plan] })
  })

  test.each([
    ['prose', 'I would look at the picture.', 'no JSON object'],
    ['nothing', '', 'no JSON object'],
    ['a list', '[]', 'no JSON object'],
    ['half an object', json.slice(0, 40), 'breaks off'],
    ['an object without steps', '{"plan": 1}', 'no list of "steps"'],
    ['no JSON between braces', "{steps: ['a']}", 'not valid JSON'],
  ])('refuses %s and says why', (_, reply, reason) => {
    const read = readReply(reply)
    expect(read.ok ? '' : read.error).toContain(reason)
  })

  test('gives the last plan first, where thoughts or drafts hold others', () => {
    const draft = { steps: [] }
    const reply = `<think>maybe ${JSON.stringify(draft)} {"a": 1}?</think>\n${json}`
    expect(readReply(reply)).toEqual({ ok: true, value: [plan, draft] })
  })

  test('finds any plan in any prose without braces', () => {
    const prose = fc.string().map((text) => text.replace(/[{}]/g, ''))
    const steps = fc.array(fc.dictionary(fc.string(), fc.jsonValue()))
    fc.assert(
      fc.property(prose, steps, prose, (before, list, after) => {
        const text = JSON.stringify({ steps: list })
        expect(readReply(`${before}${text}${after}`)).toEqual({ ok: true, value: [JSON.parse(text)] })
      }),
    )
  })

  test('reads a megabyte of opening braces in one pass', () => {
    expect(readReply('{'.repeat(1_000_000))).toMatchObject({ ok: false })
  })
})
