import { smallWordsIn } from '../lexicon/kinds/small-words.js'
import { withoutAccents } from './accents.js'
import type { Language } from './lexicon-of.js'

/*
 * A cheap first guess at the language of a text in Latin letters, so that only the lexicons of a few are read and tried: by words
 * that requests have, without accents, and by letters that few languages have.
 */

/** Words of requests that tell a language, beside its small words. */
const telling = {
  es: 'cuantos cuantas cuanto cual cuales foto fotos imagen imagenes grabacion grabaciones hay muestra describe transcribe di color archivo si solo todas ambas responde perro ordena',
  fr: 'combien quelle quel quelles photo image photos images enregistrement enregistrements memo montre decris transcris couleur fichier si seulement toutes reponds chien trie dure quoi',
  de: 'wie viele welches welche welcher bild bilder bildern foto fotos aufnahme aufnahmen beschreibe beschreib transkribiere farbe datei wenn nur alle beide antworte hund sortiere ist ein eine einen zeigt kein keine nicht wieviele was wer wo wann steht sagt gibt zelle tabelle in',
  pt: 'quantos quantas quanto qual quais foto fotos imagem imagens gravacao gravacoes mostra descreva descreve transcreva cor arquivo ficheiro se apenas todas ambas responda cao cachorro ordene ha',
  it: 'quanti quante quanto quale quali foto immagine immagini registrazione registrazioni mostra descrivi trascrivi colore file se solo tutte entrambe rispondi cane ordina dura',
  nl: "hoeveel welke foto foto's afbeelding afbeeldingen opname opnames opnamen beschrijf transcribeer kleur bestand bestanden als alleen alle beide antwoord hond sorteer toont staat hoe lang ik heb plaatje",
  pl: 'ile ktore ktory ktora ktorym zdjecie zdjecia zdjeciu zdjeciach obraz obrazek obrazku obrazki nagranie nagrania nagraniu opisz przepisz kolor plik jesli tylko wszystkie odpowiedz pies psa czy co',
  tr: 'kac hangi hangisi resim resimde resimleri resmi fotograf fotografta fotograflarda kayit kaydi kayitta betimle tanimla yaziya renk dosya eger sadece yalnizca tum hepsi var yok yanitla cevapla kopek sirala ne nedir kedi varsa',
  vi: 'bao nhieu nao buc anh hinh ban ghi am mo ta chep mau tep neu chi tat ca hai tra loi con cho sap xep khong co gi dai trong',
  id: 'berapa mana gambar foto rekaman jelaskan deskripsikan transkripsikan warna berkas jika kalau hanya semua kedua jawab anjing urutkan tidak apa lama menunjukkan',
  sv: 'hur manga vilken vilket vilka bild bilder bilden bilderna foto inspelning inspelningen inspelningar beskriv transkribera farg fil om bara alla bada svara hund sortera visar finns det en ett inte annars och ar pa',
  cs: 'kolik ktery ktera ktere kterem obrazek obrazku obrazky obrazcich fotka fotku fotce fotky fotkach nahravka nahravku nahravce nahravky nahravkach popis prepis barvu barva soubor pokud jestli jen vsechny odpovez pes serad je co jak dlouha jinak oba',
  ro: 'cate cati care imagine imaginea imagini imaginile poza poze pozele fotografie fotografii inregistrare inregistrarea inregistrarile descrie transcrie culoare fisier daca doar toate ambele raspunde caine sorteaza exista apare dureaza ce altfel nu cat',
  hu: 'hany melyik kep kepet kepen kepek kepeken foto fenykep felvetel felvetelt felvetelen felveteleken ird irja szin szinu fajl ha csak minden mindket valaszolj kutya rendezd van lathato milyen hosszu kulonben mi nincs le egy',
  da: 'hvor mange hvilken hvilket hvilke billede billedet billeder billederne foto optagelse optagelsen optagelser beskriv transskriber farve fil hvis kun alle begge svar hund sorter viser er der ellers og hvad ikke pa',
  no: 'hvor mange hvilken hvilket hvilke bilde bildet bilder bildene foto opptak opptaket opptakene beskriv transkriber farge fil hvis bare alle begge svar hund sorter viser er det ellers og hva ikke pa',
  fi: 'kuinka monta montako mika mitka missa kuva kuvan kuvassa kuvat kuvissa kuvaile kuvia aanite aanitteen aanitteessa nauhoitus litteroi vari tiedosto jos vain kaikki kaikissa molemmissa vastaa koira jarjesta onko nakyy naista muuten ei pitka mita',
} satisfies Partial<Record<Language, string>>
type LatinLanguage = keyof typeof telling

const languages = Object.keys(telling) as LatinLanguage[]
/** Tried where next to nothing tells the language. */
const everywhere: readonly LatinLanguage[] = 'es fr de pt it nl pl tr vi id sv'.split(' ') as LatinLanguage[]

const letters: readonly (readonly [RegExp, readonly LatinLanguage[]])[] = [
  [/[řěů]/i, ['cs']],
  [/[ășț]/i, ['ro']],
  [/[őű]/i, ['hu']],
  [/[æø]/i, ['da', 'no']],
  [/[åä]/i, ['sv', 'fi']],
]

let known: ReadonlyMap<string, readonly LatinLanguage[]> | undefined

function wordsOfAll(): ReadonlyMap<string, readonly LatinLanguage[]> {
  const all = new Map<string, LatinLanguage[]>()
  for (const language of languages) {
    const small = smallWordsIn(language)
      .split('\n')
      .map((line) => line.split(' = ')[0] ?? '')
    for (const word of new Set(`${small.join(' ')} ${telling[language]}`.split(' ').map(withoutAccents))) {
      const some = all.get(word)
      if (some) some.push(language)
      else all.set(word, [language])
    }
  }
  return all
}

/** How many languages are tried, and the words that a guess needs to leave the others out. */
const mostTried = 5
const fewestWords = 2

/** The languages that a text in Latin letters may be in, the likeliest first. Linear in its length. */
export function likelyLanguages(text: string): readonly LatinLanguage[] {
  known ??= wordsOfAll()
  const found = new Map<LatinLanguage, number>()
  const count = (some: readonly LatinLanguage[] = []) => {
    for (const one of some) found.set(one, (found.get(one) ?? 0) + 1)
  }
  for (const word of withoutAccents(text.toLowerCase()).match(/\p{L}+(?:['’-]\p{L}+)*/gu) ?? [])
    count(known.get(word))
  for (const [pattern, some] of letters) if (pattern.test(text)) count(some)
  const ranked = [...found].sort(([, a], [, b]) => b - a)
  const most = ranked[0]?.[1] ?? 0
  if (most < fewestWords) return [...new Set([...everywhere, ...found.keys()])]
  return ranked
    .filter(([, hits]) => hits * 2 >= most)
    .slice(0, mostTried)
    .map(([language]) => language)
}
