import type { WholeLexicon } from './whole-lexicon.js'

/** Words of requests in Norwegian. */
export const no: WholeLexicon = {
  words: `
as json = gi meg som json/som json/i json-format/i json
animal = dyr/dyret/dyrene
vehicle = kjøretøy/kjøretøyet/kjøretøyer
food = mat
fruit = frukt/frukter
musical instrument = musikkinstrument/instrument
clothing = klær
people = mennesker/personer/folk/menneske
objects = gjenstander/gjenstand/objekter
things = ting/tingene
what animal = hvilket dyr/hvilke dyr/hva slags dyr
what animal is it = hvilket dyr er det/hva slags dyr er det
first = første
second = andre
third = tredje
last = siste
the other one = den andre/det andre
the others = de andre/resten
both = begge/begge to
all = alle/hver/hvert/samtlige
any of = noen av/noe av/minst ett av/minst en av/et av/en av
any = noen/noe
none of = ingen av
none of the pictures = ingen av bildene/ingen bilder/ikke noe bilde
no = ingen/ikke noen/ikke noe/ikke et/ikke en/ikke er/ikke viser/er det ikke/intet
not = ikke
without = uten
only = bare/kun/utelukkende
except = unntatt/bortsett fra
ignore = ignorer/hopp over
which = hvilken/hvilket/hvilke/hvor det er/som
which of = hvilken av/hvilket av/hvilke av
in which = på hvilket/på hvilken/på hvilke/i hvilken/i hvilket/i hvilke/der det er/der man ser/hvor man ser/der det finnes
how many = hvor mange
how many of = hvor mange av
in how many = på hvor mange/i hvor mange
what is in = hva som er på/hva er det på/hva er på/hva viser/hva ser man på/hva kan man se på/hva ser du på/hva forestiller/hva er det i/hva finnes på
what is said in = hva sies i/hva blir sagt i/hva sier de i/hva blir det sagt i/hva sies det i/hva sier
what is said = hva blir sagt/hva sies det/hva sies
what is this = hva er dette/hva er det her
is there = er det/finnes det/ser man/kan man se/er/ses/finnes/ser du
is this = er dette
shows = viser/inneholder/har/vises
show = vise
mentions = nevner/snakker om/handler om/nevnes/omtaler/omtales/snakkes det om/snakkes om/det snakkes om/sier noe om/blir nevnt/prater om
if = hvis/dersom/når/om
if there is = hvis det er/dersom det er/hvis det finnes
if no = hvis det ikke er/hvis det ikke finnes/dersom det ikke er
unless = med mindre/medmindre
otherwise = ellers/i motsatt fall/hvis ikke
but = men
and = og
or = eller
then = så/deretter/etterpå/etter det
firstly = først
at last = til slutt
describe = beskriv/beskrive/beskrivelse av
describe it = beskriv det/beskriv den/beskriv dem
transcribe = transkriber/skriv ned/skriv av/transkribere/skriv ut
transcribe it = transkriber den/transkriber det/skriv den ned/transkriber dem
translate = oversett/oversette
to english = til engelsk
to german = til tysk
to norwegian = til norsk
summarize = oppsummer/sammenfatt
count = tell
sort = sorter/ordne/ranger
label = merk/sett merkelapp på/etiketter
classify = klassifiser/kategoriser
categories = kategorier/kategoriene/kategori/etiketter/etikettene/merkelapper/merkelappene/merkelapp
compare = sammenlign/sammenlikn
read aloud = les opp/les høyt
list = list opp/lag en liste over
name = nevn
show me = vis meg/finn/vis bare/vis
answer = svar
picture = bilde/tegning
the picture = bildet/dette bildet/det her bildet/tegningen
pictures = bilder/bildene
photo = foto/fotoet/fotografi/fotografiet
photos = fotoer/fotografier/fotografiene
recording = opptak/lydopptak/lydfil/innspilling
the recording = opptaket/dette opptaket/lydopptaket/lydfilen/lydfila/lydklippet/innspillingen/lyden
recordings = opptakene/lydopptakene/lydfiler/lydfilene/innspillinger
memo = talemelding/talemeldingen/lydnotat/talenotat/memo/talememoet
video = video/videoen
text = tekst/teksten
document = dokument/dokumentet
pages = sider
file = fil/filen/fila
files = filer/filene
file names = filnavn/filnavnene
longest = lengste/lengst
shortest = korteste/kortest
largest = største/størst
smallest = minste/minst
widest = bredeste/bredest
tallest = høyeste/høyest
longer = lengre/lenger
shorter = kortere
larger = større
smaller = mindre
wider = bredere
taller = høyere
longer than = lengre enn/lenger enn/varer mer enn/varer lenger enn
shorter than = kortere enn
larger than = større enn
smaller than = mindre enn
wider than = bredere enn
taller than = høyere enn
how long is = hvor langt er/hvor lang er/hvor lenge varer/hvor lange er
how long is it = hvor lang er den/hvor lenge varer den/hvor lenge varer det
how large is = hvor stort er/hvor stor er/hvor store er/hvilken størrelse har
how large is it = størrelsen på det/dets størrelse
how wide is = hvor bredt er/hvor bred er/hvor bredt
how tall is = hvor høyt er/hvor høy er
width = bredde/bredden
height = høyde/høyden
dimensions = dimensjoner/mål/oppløsning/oppløsningen/størrelsen
pixels = piksler/pixler
seconds = sekunder
minutes = minutter
format = format/formatet
sample rate = samplingsfrekvens/samplingsrate
file size = filstørrelse/filstørrelsen
duration = varighet/varigheten/lengden
by size = etter størrelse/etter bredde
by length = etter lengde/etter varighet
largest first = største først/størst først/det største først/fra størst til minst
smallest first = minste først/minst først/det minste først/fra minst til størst
longest first = lengste først/lengst først/det lengste først/fra lengst til kortest
shortest first = korteste først/kortest først/det korteste først/fra kortest til lengst
in reverse order = i omvendt rekkefølge/baklengs
background = bakgrunn/bakgrunnen
background color = bakgrunnsfarge/bakgrunnsfargen/farge har bakgrunnen/farge er bakgrunnen/bakgrunnsfargene
color = farge/fargen/farger
what color is = hvilken farge har/hvilken farge er/hva er fargen på
in one word = med ett ord/i ett ord
yes or no = ja eller nei
when = når i/på hvilket tidspunkt
at the beginning = i begynnelsen/i starten
at the end = på slutten/til sist
together = til sammen/totalt/sammen
same = samme
darkest = mørkeste/mørkest
brightest = lyseste/lysest
more than one = mer enn én/mer enn en/mer enn ett/flere enn én/flere enn en/mer enn et
more than = mer enn/flere enn
at least one = minst én/minst en/minst ett/minst et
at least = minst
at most = maksimalt/høyst
fewer than = færre enn
exactly = nøyaktig/akkurat
two = to
three = tre
four = fire
five = fem
this = dette/denne/det her
these = disse
dog = hund/hunden/hunder/hundene/bikkje
cat = katt/katten/katter/kattene
horse = hest/hesten/hester
bird = fugl/fuglen/fugler
car = bil/bilen/biler
bus = buss/bussen/busser
train = tog/toget
tree = tre/treet/trær
house = hus/huset
flower = blomst/blomsten/blomster
moon = måne/månen
thanks = takk`,
  things:
    'fisk/fisken,fiskene/fisker,sko/skoen,skoene,ballong/ballongen/ballonger,fly/flyet/flyene,sykkel/sykkelen/sykler,båt/båten/båter,skip/skipet/skipene,hatt/hatten,hatter/hattene,piano/pianoet/klaver,gitar/gitaren,banan/bananen/bananer,eple/eplet/epler,kake/kaken/kaker/kakene/kaka,klokke/klokken/klokker/klokka,bok/boken/bøker,paraply/paraplyen/paraplyer,lampe/lampen/lamper,krone/kronen/kroner/krona,tromme/trommen/trommer,pingvin/pingvinen/pingviner,elefant/elefanten/elefanter,stol/stolen/stoler,bord/bordet,flaske/flasken/flasker,kopp/koppen/kopper,ball/ballen/baller,sol/solen/sola,stjerne/stjernen/stjerner,barn/barnet,kvinne/kvinnen/kvinner,mann/mannen/menn,hamburger/hamburgeren/burger/hamburgere,bærbar pc/laptop/bærbar,kanin/kaninen/kaniner,skilpadde/skilpadden/skilpadder,nøkkel/nøkkelen/nøkler,bjelle/bjellen,kamera/kameraet,hammer/hammeren,telefon/telefonen/mobil,pizza/pizzaen/pizzaer,rakett/raketten/raketter,jordbær',
  otherThings:
    'ku/kua/kuer,gris/grisen/griser,sau/sauen/sauer,geit/geita/geiter,and/anden/ender,høne/kylling/høner,løve/løven/løver,tiger/tigeren/tigre,bjørn/bjørnen/bjørner,ape/apen/aper,mus/musen/musa,sommerfugl/sommerfugler,bie/bier,slange/slangen/slanger,frosk/frosken/frosker,ugle/uglen/ugler,lastebil/lastebilen/lastebiler,motorsykkel/motorsykkelen,helikopter/helikopteret,pære/pæren/pærer,kirsebær,brød/brødet,ost/osten,egg/egget,gulrot/gulrøtter,tomat/tomaten/tomater,sitron/sitronen/sitroner,drue/druer,fiolin/fiolinen,trompet/trompeten,fløyte/fløyten,rose/rosen/roser,skjorte/skjorten,kjole/kjolen/kjoler,frakk/jakke/kåpe,hanske/hansker,sokk/sokker/strømpe,sofa/sofaen,seng/sengen/senger,kirke/kirken/kirker,slott/slottet/borg,veske/vesken/vesker,sky/skyen/skyer,fjell/fjellet,gutt/gutten/gutter,jente/jenta/jenter,dukke/dukken/dukker,tv/fjernsyn,glass/glasset',
  colours:
    'rød/røde/rødt,grønn/grønne/grønt,blå/blått,gul/gule/gult,oransje,lilla/fiolett,rosa,brun/brune/brunt,svart/svarte/sort,hvit/hvite/hvitt,grå/grått',
  small:
    'si fortell meg oss jeg du vi man den det de en et ei ett én i på av til at for med der vennligst vil kan kunne vær så snill god her nå også min mitt mine var blir ble bli være som har jo hva ønsker',
  forms: {
    ask: 'gi meg|gi|lag|lag meg|vis meg|vis|skriv|svar|svar meg|presenter|jeg vil ha|si|det hele|alt|takk',
    lead: 'som|i form av|i|med|på|i formatet|en|et|ett|ei|bare|kun|utelukkende|enkelt|enkel|kort|det|den',
    follow: 'med|av|over|bare|kun|takk|og ikke noe annet|og ingenting annet',
    table: 'tabell|tabellen|tabellform|skjema',
    list: 'punktliste|liste|punktform',
    numbered: 'nummerert liste',
    word: 'ord|enkelt ord',
    yesNo: 'ja eller nei|ja eller med nei|ja/nei|j/n',
    number: 'tall|tallet|antall|antallet|nummer',
    plain: 'transkripsjon|transkripsjonen|teksten|tekst|ordene',
    nothingElse:
      'ikke noe annet|ingenting annet|og ikke noe annet|og ingenting annet|uten forklaring|uten kommentarer|ingen forklaring|uten mer tekst',
    sentence: 'setning|enkelt setning',
    upper: 'store bokstaver|versaler',
    comma: 'adskilt med komma|atskilt med komma|kommaseparert|skilt med komma',
    only: 'bare|kun|utelukkende',
    name: 'filnavnet|filnavn|filnavnene|navnet på filen',
    lower: 'små bokstaver',
    trueFalse: 'sant eller usant|sant eller galt',
    short: 'kort svar|kort|kortfattet',
    semi: 'adskilt med semikolon|atskilt med semikolon',
    description: 'beskrivelsen|beskrivelse',
    answer: 'svaret|resultatet',
    ofOne: true,
  },
}
