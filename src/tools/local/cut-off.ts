import { z } from 'zod'
import { optionField } from '../fields.js'

/** An output field: whether the limit of tokens ended a text, and not the model. Absent: it did not, or it is not known. */
export const cutOffField = optionField(
  z.boolean().optional(),
  'True when the text ends in the middle because it reached the limit of tokens.',
)

/** Adds to what is said of a text that it ends in the middle. */
export const sayCutOff = (said: string, cutOff: boolean | undefined): string =>
  cutOff ? `${said} (It was cut off at the limit of tokens; ask for less, or raise maxNewTokens.)` : said
