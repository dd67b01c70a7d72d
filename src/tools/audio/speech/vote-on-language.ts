/** The languages that are heard, by the weight of what speaks for each, the one with most first. Pure. */
export function voteOnLanguage(votes: readonly { language: string; weight: number }[]) {
  const weights = new Map<string, number>()
  for (const { language, weight } of votes) {
    const code = shortCode(language)
    weights.set(code, (weights.get(code) ?? 0) + weight)
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const languages = [...weights]
    .filter(() => total > 0)
    .map(([language, weight]) => ({ language, name: nameOf(language), share: weight / total }))
    .sort((a, b) => b.share - a.share)
  const [best] = languages
  return { languages, ...(best && { language: best.language, name: best.name }) }
}

/** `deu` as `de`, where there is a code of two letters. */
function shortCode(language: string): string {
  const code = language.trim().toLowerCase()
  try {
    return new Intl.Locale(code).language
  } catch {
    return code
  }
}

function nameOf(language: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language
  } catch {
    return language
  }
}
