/** Items in the order in which they were shown, so that none moves under a pointer; what is new comes last. */
export function holdOrder<T extends { id: string }>(
  items: readonly T[],
  shown: readonly string[],
): readonly T[] {
  const place = new Map(shown.map((id, at) => [id, at]))
  const placeOf = ({ id }: T) => place.get(id) ?? shown.length
  return items.toSorted((one, other) => placeOf(one) - placeOf(other))
}
