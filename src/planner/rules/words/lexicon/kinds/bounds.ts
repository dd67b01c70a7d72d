import { linesInOrder } from './lines.js'

/** Bounds of a number, and the word for whatever a picture shows, in the order of the lines of `names`; their forms are parted by slashes. */
const english = 'more than one,more than,at least one,at least,at most,fewer than,exactly,thing,things'.split(
  ',',
)

const names: Readonly<Record<string, string>> = {
  es: 'más de un/más de una/más de uno,más de,al menos un/al menos una/por lo menos un/por lo menos una,al menos/por lo menos/como mínimo,como máximo/a lo sumo,menos de,exactamente,cosa,cosas',
  fr: "plus d'un/plus d'une,plus de/plus d',au moins un/au moins une,au moins,au plus/au maximum,moins de/moins d',exactement,chose,choses",
  de: 'mehr als ein/mehr als eine/mehr als einen,mehr als,mindestens ein/mindestens eine/mindestens einen/wenigstens ein/wenigstens eine/wenigstens einen,mindestens/wenigstens,höchstens/maximal,weniger als,genau,ding/sache,dinge/sachen/dingen',
  pt: 'mais de um/mais de uma/mais do que um,mais de/mais do que,pelo menos um/pelo menos uma,pelo menos/no mínimo,no máximo,menos de,exatamente,coisa,coisas',
  it: 'più di un/più di una/più di uno,più di,almeno un/almeno una/almeno uno,almeno,al massimo,meno di,esattamente,cosa,cose',
  nl: 'meer dan één/meer dan een,meer dan,minstens één/minstens een/ten minste één/ten minste een,minstens/ten minste,hoogstens/maximaal,minder dan,precies,ding,dingen',
  pl: 'więcej niż jeden/więcej niż jedno/więcej niż jedna/więcej niż jedną,więcej niż,co najmniej jeden/co najmniej jedno/co najmniej jedna/przynajmniej jeden/przynajmniej jedno,co najmniej/przynajmniej,co najwyżej,mniej niż,dokładnie,rzecz,rzeczy',
  tr: 'birden fazla/birden çok,,en az bir,en az,en fazla,,tam olarak,şey,şeyler',
  sv: 'mer än en/mer än ett/fler än en/fler än ett,mer än/fler än,minst en/minst ett,minst,högst,färre än/mindre än,exakt,sak,saker',
  ru: 'больше одного/больше одной/более одного/более одной,больше чем/более чем/больше/более,хотя бы один/хотя бы одна/хотя бы одно,хотя бы/не менее/по крайней мере,не более,менее чем/меньше чем,ровно/точно,предмет,предметы/предметов/вещей/вещи',
  uk: 'більше одного/більше однієї/більш ніж один,більше ніж/більше/понад,хоча б один/хоча б одна/хоча б одне,хоча б/щонайменше/не менше,не більше,менше ніж,рівно,предмет,предмети/предметів/речей/речі',
  id: 'lebih dari satu,lebih dari,setidaknya satu,setidaknya/paling sedikit,paling banyak,kurang dari,tepat,benda,benda-benda',
  vi: 'nhiều hơn một/hơn một,nhiều hơn,ít nhất một,ít nhất,nhiều nhất,ít hơn,đúng,vật,đồ vật',
}

/** The lines of a lexicon for bounds of numbers. */
export const boundsIn = (language: string): string =>
  linesInOrder(english, names[language]?.split(',') ?? []).join('\n')
