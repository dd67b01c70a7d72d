/**
 * Runs calls in groups that one pipeline call can serve (those with the same `key`) and puts the results back in the
 * order of the inputs.
 */
export async function inGroups<I, O>(
  inputs: readonly I[],
  key: (input: I) => unknown,
  run: (group: readonly I[]) => Promise<readonly O[]>,
): Promise<O[]> {
  const groups = new Map<string, number[]>()
  for (const [at, input] of inputs.entries()) {
    const name = JSON.stringify(key(input))
    groups.set(name, [...(groups.get(name) ?? []), at])
  }
  const placed: { at: number; output: O }[] = []
  for (const places of groups.values()) {
    const outputs = await run(places.flatMap((at) => inputs.slice(at, at + 1)))
    if (outputs.length !== places.length)
      throw new RangeError(`A batch of ${places.length} returned ${outputs.length} results.`)
    for (const [index, output] of outputs.entries()) placed.push({ at: places[index] ?? 0, output })
  }
  return placed.sort((a, b) => a.at - b.at).map(({ output }) => output)
}
