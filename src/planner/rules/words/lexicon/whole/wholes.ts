import { cs } from './cs.js'
import { da } from './da.js'
import { el } from './el.js'
import { fa } from './fa.js'
import { fi } from './fi.js'
import { he } from './he.js'
import { hu } from './hu.js'
import { no } from './no.js'
import { ro } from './ro.js'
import { th } from './th.js'
import type { WholeLexicon } from './whole-lexicon.js'

const wholes = { cs, da, el, fa, fi, he, hu, no, ro, th }
export type WholeLanguage = keyof typeof wholes

/** What is known of a language that has a file of its own. */
export const wholeOf = (language: string): WholeLexicon | undefined =>
  language in wholes ? wholes[language as WholeLanguage] : undefined
