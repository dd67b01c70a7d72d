import { linesInOrder } from './lines.js'

/** What one file or number is beside another, and what is done with several, in the order of the lines of `names`; their forms are parted by slashes. */
const english =
  'longer than,shorter than,larger than,smaller than,wider than,taller than,list,name,size,in reverse order,darkest,brightest,if so'.split(
    ',',
  )

const names: Readonly<Record<string, string>> = {
  de: 'länger als,kürzer als,größer als/grösser als,kleiner als,breiter als,höher als,liste auf/liste,nenne mir/nenn mir/nennen sie mir/nenne/nenn,größe/grösse,in umgekehrter folge/rückwärts,dunkelste/dunkelsten/dunkelstes/am dunkelsten,hellste/hellsten/hellstes/am hellsten,wenn ja/falls ja',
  fr: "plus long que/plus longue que/plus longs que/plus longues que,plus court que/plus courte que,plus grand que/plus grande que,plus petit que/plus petite que,plus large que,plus haut que/plus haute que,énumère/énumérez/liste/listez,nomme/nommez,taille,en sens inverse/à rebours/dans l'ordre contraire,le plus sombre/la plus sombre/la plus foncée/le plus foncé,la plus claire/le plus clair/la plus lumineuse,si oui/si tel est le cas/le cas échéant",
  es: 'más largo que/más larga que,más corto que/más corta que,más grande que/mayor que,más pequeño que/más pequeña que,más ancho que/más ancha que,más alto que/más alta que,enumera/enumere/haz una lista de,nombra/nombre,tamaño,en sentido inverso/por orden inverso,más oscura/más oscuro,más clara/más claro/más brillante/más luminosa,si es así/en caso afirmativo',
  pt: 'mais longo do que/mais longa do que/mais longo que/mais longa que,mais curto do que/mais curta do que/mais curto que/mais curta que,maior do que/maior que,menor do que/menor que,mais largo do que/mais larga do que/mais largo que/mais larga que,mais alto do que/mais alta do que/mais alto que/mais alta que,enumera/enumere/lista/liste,nomeia/nomeie,tamanho,por ordem inversa/pela ordem inversa,mais escura/mais escuro,mais clara/mais claro/mais brilhante,se sim/em caso afirmativo',
  it: 'più lungo di/più lunga di,più corto di/più corta di/più breve di,più grande di,più piccolo di/più piccola di,più largo di/più larga di,più alto di/più alta di,elenca/elencami/elencare/enumera,nomina/nominami,dimensione/dimensioni,in ordine contrario/al rovescio,più scura/più scuro,più chiara/più chiaro/più luminosa,se sì/se sí/in caso affermativo',
  nl: 'langer dan,korter dan,groter dan,kleiner dan,breder dan,hoger dan,som op/lijst op,noem,grootte,in omgekeerde volgorde,donkerste,helderste/lichtste,zo ja/indien ja',
  pl: 'dłuższe niż/dłuższy niż/dłuższa niż,krótsze niż/krótszy niż/krótsza niż,większe niż/większy niż/większa niż,mniejsze niż/mniejszy niż,szersze niż/szerszy niż,wyższe niż/wyższy niż,wymień/wypisz,nazwij,rozmiar,od tyłu,najciemniejsze/najciemniejszy,najjaśniejsze/najjaśniejszy,jeśli tak/jeżeli tak',
  ru: 'длиннее чем/дольше чем,короче чем,крупнее чем,мельче чем,шире чем,выше чем,перечисли/перечислите,назови/назовите,размер,наоборот,самая тёмная/самое тёмное/самую тёмную/самая темная,самая светлая/самое светлое/самая яркая,если да',
  sv: 'längre än,kortare än,större än,mindre än,bredare än,högre än,lista/räkna upp,nämn,storlek,i omvänd ordning,mörkast/mörkaste,ljusast/ljusaste,om ja/i så fall',
}

/** The lines of a lexicon for comparisons. */
export const comparingIn = (language: string): string =>
  linesInOrder(english, names[language]?.split(',') ?? []).join('\n')
