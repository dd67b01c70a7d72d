/** How well an LLM plans, as far as its name tells. */
export type ModelStrength = 'weak' | 'middle' | 'strong'
export function strengthOf(id: string): ModelStrength {
  const size = /(?:^|[-_:/ ])(\d+(?:\.\d+)?)b\b/i.exec(id)?.[1]
  return size !== undefined && Number(size) < 30 ? (Number(size) < 4 ? 'weak' : 'middle') : 'middle'
}
