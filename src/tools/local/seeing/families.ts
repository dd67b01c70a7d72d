/** What the families of models that see want differently, by the `model_type` of their `config.json`. */
export interface Family {
  /** Whether the processor takes the pictures before the text, as some do. */
  picturesFirst: boolean
  /** Most pictures in a prompt that it was made for. */
  maxPictures: number
  /** Writes the prompt where the model's files have no chat template; undefined where there has to be one. */
  plainPrompt: ((text: string) => string) | undefined
}

/** Pictures in a prompt where the candidate's `maxPictures` does not say. */
const usualPictures = 8

const usual: Family = { picturesFirst: false, maxPictures: usualPictures, plainPrompt: undefined }
const picturesFirst: Family = { ...usual, picturesFirst: true }

const families: Readonly<Record<string, Family>> = {
  lfm2_vl: picturesFirst,
  llava_onevision: picturesFirst,
  mistral3: picturesFirst,
  // Its processor puts in the tokens of one picture only.
  llava: { ...picturesFirst, maxPictures: 1 },
  lighton_ocr: { ...picturesFirst, maxPictures: 1 },
  paligemma: { ...picturesFirst, plainPrompt: (text) => `<image>${text}` },
}

/** How a family is spoken to; families that are not listed take the text first, and a chat template. */
export const familyOf = (modelType: string): Family => families[modelType] ?? usual
