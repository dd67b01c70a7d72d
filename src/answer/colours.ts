const names =
  'red green blue yellow orange purple violet pink brown black white grey gray beige turquoise cyan magenta teal gold silver'
const colour = new RegExp(`\\b(${names.split(' ').join('|')})\\b`, 'gi')

/** What a request asks of a colour: of what, and whether it is a certain one. */
export interface ColourQuestion {
  /** `background`, `dog`; undefined: of the whole. */
  of: string | undefined
  /** The colour that it may have: "is the background blue?". */
  asked: string | undefined
}

export function colourQuestion(text: string): ColourQuestion | undefined {
  const which =
    /\b(?:what|which) colou?r (?:is|are|does|do|has|have)\s+(?:(?:the|this|that|its|it|a)\s+)?(\w+)?/i.exec(
      text,
    )
  if (which) return { of: thingOf(which[1]), asked: undefined }
  const background = /\b(?:what|which) colou?r(?:ed)? (background)\b/i.exec(text)
  if (background) return { of: 'background', asked: undefined }
  if (toldBackground.test(text)) return { of: 'background', asked: undefined }
  const asks =
    /\b(?:is|are|whether|if) (?:(?:the|its|a|an|this|that) )?(\w{1,40})(?: (?:of|in|on) [^?]{0,40}?)? (?:is |are )?(\w{1,40}) ?[?.!]?$/i.exec(
      text.trim().slice(-200).replace(/\s+/g, ' '),
    )
  const last = asks?.[2]?.toLowerCase()
  if (!last || !names.split(' ').includes(last)) return undefined
  return { of: thingOf(asks?.[1]), asked: last }
}

const toldBackground =
  /\b(?:tell me|give me|name|say|state|then|finally|and|first|firstly|of all|with),? (?:the|its) (?:background(?:'s)?(?: colou?r\b|(?= of| in|[ ]?[,;.?!]|$| (?:and|then|first)\b))|colou?r of (?:the|its) background\b)/i

/** `Blue is the color of the background`: opens with what was asked for. */
export function colourSentence(colour: string, of: string | undefined): string {
  return `${colour.charAt(0).toUpperCase()}${colour.slice(1)} is the color${of === undefined ? '' : ` of the ${of}`}`
}

const thingOf = (word: string | undefined): string | undefined =>
  word === undefined || /^(?:it|this|that|picture|image|photo|there)$/i.test(word)
    ? undefined
    : word.toLowerCase()

/** The colour that a description gives a thing: `a dog on a red background` has a red background. */
export function colourIn(description: string, of: string | undefined): string | undefined {
  const found = [...description.toLowerCase().matchAll(colour)]
  const before = (match: RegExpMatchArray): string =>
    /^\s+(\w+)/.exec(description.toLowerCase().slice((match.index ?? 0) + match[0].length))?.[1] ?? ''
  if (of === undefined) return found.find((match) => before(match) !== 'background')?.[1] ?? found[0]?.[1]
  const own = found.find((match) => before(match).replace(/s$/, '') === of.replace(/s$/, ''))
  return (own ??
    (of === 'background'
      ? found.find(
          (match) =>
            /^\s*$/.test(description.toLowerCase().slice((match.index ?? 0) + match[0].length)) &&
            / on (?:an? )?$/.test(description.toLowerCase().slice(0, match.index)),
        )
      : undefined))?.[1]
}
