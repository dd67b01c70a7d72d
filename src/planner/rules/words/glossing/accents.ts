/** Of letters with accents, the letters alone, one for each. Cyrillic keeps its own but for "ё"; Greek loses the marks of its vowels. */
export const withoutAccents = (text: string): string =>
  text
    .replace(/[\u00c0-\u024f]/g, (letter) => bare[letter] ?? letter.normalize('NFD').slice(0, 1))
    .replace(/[\u0386-\u03ce]/g, (letter) => letter.normalize('NFD').slice(0, 1))
    .replace(/ё/g, 'е')
const bare: Readonly<Record<string, string>> = { ł: 'l', ı: 'i', ø: 'o', đ: 'd' }

/** Short words may be others without their accents: "si" and "sí". */
const fewestUnaccented = 4
export const withoutAccentsIn = ([said, english]: readonly [string, string]): (readonly [
  string,
  string,
])[] => {
  const plain = withoutAccents(said)
  return plain === said || said.length < fewestUnaccented ? [] : [[plain, english]]
}

const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' }
export const withoutUmlauts = ([said, english]: readonly [string, string]): (readonly [string, string])[] =>
  /[äöüß]/.test(said) ? [[said.replace(/[äöüß]/g, (letter) => umlauts[letter] ?? letter), english]] : []
