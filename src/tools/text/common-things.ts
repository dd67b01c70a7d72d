/** Kinds of things, each with the things of that kind that pictures often show. The first word names the kind. */
const kinds: readonly string[] = [
  'animal creature pet beast: dog puppy cat kitten horse pony cow pig sheep goat rabbit bird duck chicken penguin owl eagle parrot elephant lion tiger bear monkey fish shark whale dolphin turtle frog snake mouse butterfly bee',
  'vehicle transport: car bus truck van taxi train tram bicycle bike motorcycle airplane plane helicopter rocket ship boat',
  'food snack: apple banana strawberry pear cherry cake pizza hamburger burger bread cheese cookie sandwich egg carrot tomato',
  'fruit: apple banana strawberry pear cherry lemon grape',
  'instrument: piano guitar drum violin trumpet flute',
  'plant: tree flower rose tulip cactus bush',
  'clothing garment clothes: hat shoe boot shirt dress coat glove sock cap',
  'footwear: shoe boot sandal sneaker',
  'furniture: chair table sofa bed lamp desk shelf',
  'building: house church tower castle barn',
  'tool: hammer saw screwdriver wrench key',
  'device machine gadget: laptop phone camera computer clock television radio lamp',
  'toy: ball balloon doll kite teddy',
  'person human people: man woman child boy girl',
  'thing object item: crown umbrella book bell cup bottle glass bag moon star sun cloud mountain',
]

/** Things that go by several names. */
const sameThings: readonly string[] = [
  'airplane aeroplane plane aircraft',
  'bicycle bike pushbike',
  'hamburger burger cheeseburger',
  'rabbit bunny',
  'phone telephone smartphone cellphone mobile',
  'cat kitty pussycat',
  'dog doggy doggie doggo pooch',
  'ship boat vessel',
  'car automobile',
  'turtle tortoise',
  'umbrella brolly parasol',
  'flower blossom',
  'rocket spaceship spacecraft',
]

/** What a word is the plural of, by its ending; the word itself where that tells nothing. */
export const singularOf = (word: string): string =>
  word
    .replace(/ies$/, 'y')
    .replace(/(ss|us|sh|ch|x)es$/, '$1')
    .replace(/([^su])s$/, '$1')

const singular = (word: string): string => singularOf(word.toLowerCase())

const namesByThing = new Map<string, readonly string[]>(
  sameThings.flatMap((line) => {
    const names = line.split(' ')
    return names.map((name) => [name, names] as const)
  }),
)

/** The names that a thing goes by, in the singular, its own among them: `boat`, `ship`. */
export const namesOfThing = (word: string): readonly string[] =>
  namesByThing.get(singular(word)) ?? [singular(word)]

/** Whether a thing is more often called by another name: a plane is an airplane. */
export const isOtherName = (word: string): boolean => namesOfThing(word)[0] !== singular(word)

/** What a word says that stands for a whole kind, such as `animal`: the things of that kind. */
const members = new Map<string, ReadonlySet<string>>()
const named = new Set<string>()
for (const line of kinds) {
  const [names = '', things = ''] = line.split(': ')
  const set = new Set(things.split(' ').map(singular).flatMap(namesOfThing))
  for (const name of names.split(' ')) members.set(singular(name), set)
  for (const thing of set) named.add(thing)
}
for (const name of namesByThing.keys()) named.add(name)

/** Whether a word names a thing, or a kind of things, that pictures often show. */
export const isCommonThing = (word: string): boolean =>
  named.has(singular(word)) || members.has(singular(word))

/** The things of a kind; undefined for a word that names no kind, or one that anything is of. */
export const thingsOfKind = (word: string): ReadonlySet<string> | undefined =>
  /^(?:thing|object|item)$/.test(singular(word)) ? undefined : members.get(singular(word))

/** What kinds of things a thing is of, by their usual names: `animal`; none for one that is on no list. */
export const kindsOfThing = (word: string): string[] =>
  kinds.flatMap((line) => {
    const [kind = ''] = line.split(/[ :]/)
    return thingsOfKind(kind)?.has(singular(word)) ? [kind] : []
  })

/** The common things that a text names, in their order, in the singular. */
export const commonThingsIn = (text: string): string[] =>
  (text.match(/[\p{L}]+/gu) ?? [])
    .map(singular)
    .filter((word) => named.has(word) || thingsOfKind(word) !== undefined)
