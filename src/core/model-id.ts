/** A model of the Hub, with the revision where one is given. */
export interface ModelId {
  model: string
  revision: string | undefined
}

// The Hub's names have at most 96 characters.
const part = '[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?'
const idPattern = new RegExp(`^(${part}/${part})(?:@(${part}(?:/${part})*))?$`)

/** Reads `owner/name` or `owner/name@revision`; undefined for what can't be a model of the Hub. */
export function parseModelId(text: string): ModelId | undefined {
  const [, model, revision] = idPattern.exec(text) ?? []
  // The Hub takes neither; in file names they would mean something else.
  if (model === undefined || text.length > 200 || /\.\.|--|\/\//.test(text)) return undefined
  return { model, revision }
}

/** Words before a model's name that say it is one. */
const cue =
  '\\b(?:use|uses|using|with|by|via|through|try|run)\\s+(?:the\\s+)?(model\\s+)?|\\b((?:the\\s+)?model:?\\s+)'
const mention = new RegExp(
  `(?:${cue})["'\`]?(${part}/${part}(?:@[A-Za-z0-9_./-]{0,99}[A-Za-z0-9_])?)(?![\\w/])["'\`]?`,
  'gi',
)

/** Most models that one request may name: each is asked for at the Hub. */
export const maxNamedModels = 5

/** A model that a request names, with the words around it that say so. */
export interface NamedModel {
  id: string
  /** `using Xenova/vit-base`: where it stands in the text. */
  start: number
  end: number
}

/**
 * The models that a text asks for: "use owner/name", "with the model owner/name". Other words with a slash (and/or,
 * samples/photo.png, a URL) are none.
 */
export function modelsNamedIn(text: string): NamedModel[] {
  return [...text.matchAll(mention)].flatMap((match) => {
    const [whole, model, modelAlone, id = ''] = match
    const name = model ?? modelAlone
    const looksLikeOne = name !== undefined || /[A-Z-]|[a-z]\d/.test(id)
    const isFile = /\.[a-z][a-z0-9]{1,4}$/i.test(id) && name === undefined
    if (!looksLikeOne || isFile || parseModelId(id) === undefined) return []
    return [{ id, start: match.index, end: match.index + whole.length }]
  })
}
