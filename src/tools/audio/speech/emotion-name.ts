/** Names that models have for an emotion, by the word that a sentence takes. */
const names: Readonly<Record<string, readonly string[]>> = {
  angry: ['ang', 'anger'],
  happy: ['hap', 'happiness', 'joy'],
  sad: ['sadness'],
  neutral: ['neu', 'neutrality'],
  afraid: ['fear', 'fearful', 'fea'],
  disgusted: ['dis', 'disgust'],
  surprised: ['sur', 'surprise'],
  calm: ['cal'],
}

/** A model's label for an emotion as a word that goes behind "sounds": `ang` and `Anger` are `angry`. */
export function emotionName(label: string): string {
  const lower = label.trim().toLowerCase()
  return Object.keys(names).find((name) => names[name]?.includes(lower)) ?? lower
}
