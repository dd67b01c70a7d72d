/**
 * Tasks whose models a tool can use besides those of its own name. Tags are what owners choose: where the kind of model
 * decides, that has the last word.
 */
const kindred: Readonly<Record<string, readonly string[]>> = {
  'document-question-answering': ['image-to-text', 'image-text-to-text', 'visual-question-answering'],
  'feature-extraction': ['sentence-similarity'],
  'image-feature-extraction': ['zero-shot-image-classification', 'feature-extraction'],
  'image-segmentation': ['background-removal'],
  'image-to-text': ['image-text-to-text'],
  'sentence-similarity': ['feature-extraction'],
  summarization: ['text2text-generation', 'text-generation'],
  'text-to-speech': ['text-to-audio'],
  translation: ['text2text-generation', 'text-generation'],
  'zero-shot-classification': ['text-classification'],
  'zero-shot-object-detection': ['object-detection'],
}

/** Whether a model that is for one task may run a tool. */
export function taskFits(pipelineTag: string | undefined, tool: string): boolean {
  return pipelineTag === undefined || pipelineTag === tool || (kindred[tool] ?? []).includes(pipelineTag)
}
