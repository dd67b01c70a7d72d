/** Each layer imports only from those after it. */
export const layers: readonly (readonly string[])[]
/** What is wrong with the shape of a folder of sources, one sentence each. `sources`: text by path below `src/`. */
export function checkShape(sources: readonly (readonly [string, string])[] | [string, string][]): string[]
