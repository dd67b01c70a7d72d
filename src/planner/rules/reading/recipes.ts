import { z } from 'zod'
import { outputField, textField } from '../../../tools/fields.js'
import { defineTool } from '../../../tools/tool.js'
import type { KnownTool } from './known-tool.js'

/**
 * Whether something is there: no tool by itself, but several that build on each other (see `presence.ts`). Its words are
 * read like a tool's; it never stands in a plan.
 */
const isItThere = defineTool({
  id: 'is-it-there',
  description: 'Tells whether something is in a picture, a recording or a text.',
  input: z.object({ question: textField('What is looked for.') }),
  output: z.object({ text: outputField(z.string(), 'text', 'The verdict.') }),
  describe: ({ text }) => text,
  phrases: [
    '^ is|are|was|were not? there',
    'whether|if|know|check|tell there is|are|was',
    'whether|if|wonder there might|may|could|should|must be',
    'verify|confirm|ensure|sure|check that? <it> show|contain|include|mention|has|have|depict',
    'verify|confirm|ensure|sure|check that? there is|are',
    'on|in which of? <it> .. see|spot|find|there|visible|appear',
    'on|in how many of? <it> .. see|spot|find|there|visible|appear|mentioned',
    'which of? <it> .. see|spot|find|visible|appear',
    'how many of <it> .. see|spot|find|there|visible|appear',
    'count|number of? <it> that|which|with|where show|has|have|contain|include|depict|mention|there|see?',
    '^ is|are each|every|any|either|neither|none|all|both one? of? <it>',
    '^ can|could a|an|the|any|some .. be seen|found|spotted|recognized|made',
    'on|in which of? <it> .. talk|speak|say|said|mention',
    'what number of <it> .. show|has|have|contain|include|depict|mention|see|there',
    '^ has|have any|each|one|all|both|either|neither|every of? <it>',
    '^ has|have <it> got',
    'which one is <it> with|of|showing|that',
    'order|rank|sort|arrange <it> by .. fit|match|show|resemble|suit',
    'which <it> .. best|most|least fit|match|suit',

    '^ is|are|was not? it|this|that|these|those|they not? still? really? a|an',
    '^ do|can|could you|we|i still? see|spot|find|recognize',
    '^ do|does|did .. show|contain|include|depict|mention|match|fit|describe|agree|say|talk|speak|have|display|feature',
    '^ is|are that|it|this|those|they|these really? actually? also? in|on|visible|shown|true|mentioned',
    '^ is|are a|an|the|any|some|what .. in|on|visible|shown|true|mentioned|said',
    'which|what one|picture|photo|image|memo|recording|clip|text|document|file|video show|has|have|contain|include|depict|mention|display|talk',
    'which one|picture|photo|image|memo|recording|clip|text|document|file with|of',
    '^ is|are exactly|only|just|at|more least|most|than|one|two|three .. in|on|visible|shown|there',
    'which of <it> .. show|has|have|contain|include|depict|mention',
    'which one has|show|contain',
    'how many of <it> .. show|has|have|contain|include|depict|mention',
    'how many picture|photo|image|memo|recording|clip show|has|have|contain|include|depict|mention',
    'whether|if <it> show|contain|include|mention|match|fit|depict|have|has',
    'check|see|tell whether|if',
    'all|both|any|none|neither|either of? <it> show|contain|mention|has|have|include',
    'matches|mentions|fits',
  ],
  run: async () => ({ text: '' }),
})

export const recipes: readonly KnownTool[] = [
  { tool: isItThere, isOffered: true, builtIn: undefined, resultWords: new Set(), givesText: true },
]
export const isRecipe = ({ tool }: KnownTool): boolean => tool === isItThere
