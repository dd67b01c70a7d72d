import { z } from 'zod'
import { formatCount, formatList } from '../../../core/text.js'
import { outputField, tableField, textField } from '../../fields.js'
import { isTooLong } from '../../local/tokens.js'
import { eachPassage } from '../../remote/passages.js'
import { asWritten } from '../../text/as-written.js'
import { cutIntoPassages } from '../../text/passages.js'
import { defineTool } from '../../tool.js'

const pipelineOutput = z.array(z.object({ entity_group: z.string(), score: z.number(), word: z.string() }))

const remoteOutput = z.array(
  z.object({
    entity_group: z.string(),
    score: z.number(),
    word: z.string(),
    start: z.number(),
    end: z.number(),
  }),
)

/** The tags of the usual models, in words. */
const typeNames: Record<string, string> = {
  PER: 'person',
  ORG: 'organization',
  LOC: 'place',
  GPE: 'place',
  MISC: 'other name',
  DATE: 'date',
}

export const tool = defineTool({
  id: 'token-classification',
  description:
    'Finds the names in a text: people, organizations, places. It finds only the kinds it was trained on, and no relations between them.',
  input: z.object({ text: textField('The text.') }),
  output: z.object({
    entities: tableField(
      z.object({ text: z.string(), type: z.string(), score: z.number().min(0).max(1) }),
      'The names in the order of the text, with their type (PER, ORG, LOC) and score.',
    ),
    count: outputField(z.int().nonnegative(), 'text', 'How many were found.'),
  }),
  describe: ({ entities, count }) => {
    if (count === 0) return 'It found no names in the text.'
    const entityNames = entities.slice(0, 12).map(({ text, type }) => `${text} (${nameOf(type)})`)
    return `It found ${formatCount(count, 'name')}: ${formatList(entityNames)}${count > entityNames.length ? ' and more' : ''}.`
  },
  // What asks for it.
  phrases: [
    'token classification',
    'named? entity recognition',
    'ner',
    'entity',
    'part of speech',
    'pos tag',
    'tag',
    'classify|analyze|label|identify|extract .. token',
    'identify|find|extract|recognize|label|list|know|get|detect|tag|classify|pick .. entity|name|date|place|person|people|organization|location|token',
    'names of the? people|person|place|company|organization',
    'who|which|what people|person|place|company|entity .. is|are mentioned',
    'who is|are mentioned',
    'important|key token|word|phrase|term',
  ],
  results: ['identified|extracted|classified|recognized entity|token|name', 'tagged text'],
  // How it runs.
  local: {
    async run(pipe, { text }) {
      const entities = []
      for (const passage of cutIntoPassages(text, (part) => !isTooLong(pipe, part))) {
        // Ignoring no label keeps the words between two names, so that neighbours are not run together.
        const output = await pipe(passage, { aggregation_strategy: 'simple', ignore_labels: [] })
        for (const { entity_group, score, word } of pipelineOutput.parse(output))
          if (entity_group !== 'O')
            entities.push({ text: asWritten(word, passage), type: entity_group, score })
      }
      return { entities, count: entities.length }
    },
  },
  remote: {
    async run(client, { text }, context) {
      const found = await eachPassage(text, context, {
        usualCharacters: 1200,
        call: async (passage) => {
          const parameters = { aggregation_strategy: 'simple' as const }
          const names = await client.tokenClassification({ ...context.target, inputs: passage, parameters })
          return remoteOutput.parse(names).map(({ entity_group, score, word, start, end }) => ({
            // Offsets say it as it is written; a server may count in other units than ours, or not at all.
            text: asWritten(word, passage.slice(start, end) || passage),
            type: entity_group,
            score,
          }))
        },
      })
      const entities = found.flat()
      return { entities, count: entities.length }
    },
  },
})

const nameOf = (type: string) => (Object.hasOwn(typeNames, type) ? typeNames[type] : type.toLowerCase())
