import {
  commonThingsIn,
  isCommonThing,
  namesOfThing,
  singularOf,
  thingsOfKind,
} from '../tools/text/common-things.js'
import { wordsIn } from '../tools/text/mentions.js'

/** Things with other names for them and kinds of them: a puppy is a dog, and a dog may be a puppy. */
const families: readonly string[] = [
  'dog puppy pup hound terrier poodle spaniel retriever labrador beagle bulldog dachshund husky corgi doggy',
  'cat kitten kitty tabby tomcat feline',
  'horse pony foal mare stallion colt',
  'bird parrot eagle sparrow penguin duck owl pigeon robin swan goose chicken hen rooster',
  'fish salmon trout shark goldfish',
  'car automobile sedan taxi cab vehicle',
  'bus coach minibus vehicle',
  'truck lorry van vehicle',
  'bicycle bike cycle vehicle',
  'train locomotive tram vehicle',
  'plane airplane aeroplane aircraft jet',
  'boat ship sailboat yacht vessel canoe',
  'house home cottage hut building villa',
  'tree oak pine palm fir birch plant',
  'flower rose tulip daisy sunflower blossom plant',
  'cup mug glass beaker',
  'hat cap beanie',
  'shoe boot sneaker sandal',
  'phone telephone smartphone mobile cellphone',
  'person man woman boy girl child kid human people',
  'sofa couch settee',
  'hamburger burger cheeseburger',
  'ball football basketball',
  'drum drums',
  'crown tiara',
  'butterfly moth insect',
  'rabbit bunny hare',
  'cow bull calf cattle',
  'sheep lamb ram',
  'pig piglet hog',
]
const byWord = new Map<string, string[][]>()
for (const family of families) {
  const words = family.split(' ')
  for (const word of words) byWord.set(singularOf(word), [...(byWord.get(singularOf(word)) ?? []), words])
}

/** How a text speaks of a thing by another word: by a kind of it (`puppy` for a dog), or by what it may be a kind of. */
export function relatedWord(text: string, thing: string): { word: string; isKindOf: boolean } | undefined {
  const noun = singularOf(wordsIn(thing).at(-1) ?? '')
  const textWords = wordsIn(text).map(singularOf)
  const kind = thingsOfKind(noun)
  const member = kind && textWords.find((word) => kind.has(word))
  if (member) return { word: member, isKindOf: true }
  const same = namesOfThing(noun).find((name) => name !== noun && textWords.includes(name))
  if (same) return { word: same, isKindOf: true }
  for (const family of byWord.get(noun) ?? []) {
    const isHead = singularOf(family[0] ?? '') === noun
    const word = family.find(
      (other) =>
        singularOf(other) !== noun &&
        textWords.includes(singularOf(other)) &&
        (isHead || singularOf(other) === singularOf(family[0] ?? '')),
    )
    if (word && word !== 'vehicle' && word !== 'plant') return { word, isKindOf: isHead }
  }
  return undefined
}

/** Whether a description speaks of nothing but things that are known, none of which is of a kind: no animal, but a bus. */
export function isOfNoKind(text: string, thing: string): boolean {
  const kind = thingsOfKind(wordsIn(thing).at(-1) ?? '')
  const nouns = wordsIn(text).filter((word) => !says.test(word))
  return (
    kind !== undefined &&
    commonThingsIn(text).length > 0 &&
    nouns.every(
      (word) => isCommonThing(word) && thingsOfKind(word) === undefined && !kind.has(singularOf(word)),
    )
  )
}

/** Words of a description that name no thing. */
const says =
  /^(?:one|two|three|four|five|six|seven|eight|nine|ten|on|in|of|to|left|right|above|below|under|next|beside|behind|between|and|with|background|red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y)$/
