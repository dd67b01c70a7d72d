import { rememberLast } from '../../../core/patterns/remember-last.js'

/**
 * What different forms of an English word have in common: `summarise`, `summarized` and `summarizing` give one stem.
 * Only as good as it has to be to recognize words of a list; no linguistics.
 */
export const stemOf = rememberLast(
  (word) => {
    let stem = word.toLowerCase().replaceAll('’', "'").replace(/'s$/, '').replaceAll('colour', 'color')
    if (stem.length > 3 && stem.endsWith('s') && !/(?:ss|us|is)$/.test(stem)) stem = stem.slice(0, -1)
    for (const ending of endings) {
      const base = stem.slice(0, -ending.length)
      if (stem.endsWith(ending) && base.length >= 3 && /[aeiouy]/.test(base)) {
        stem = base
        break
      }
    }
    if (/([bdglmnprt])\1$/.test(stem)) stem = stem.slice(0, -1)
    return stem.replace(/is$/, 'iz').replace(/(?<=..)[iy]e?$/, 'i')
  },
  { most: 4000 },
)

const endings = ['ing', 'ed', 'e'] as const
