import type { WholeLexicon } from './whole-lexicon.js'

/** Words of requests in Danish. */
export const da: WholeLexicon = {
  words: `
as json = giv mig som json/som json/i json-format/i json
animal = dyr/dyret/dyrene
vehicle = køretøj/køretøjer/køretøjet
food = mad/madvare
fruit = frugt/frugter
musical instrument = musikinstrument/instrument
clothing = tøj
people = mennesker/personer/folk/menneske
objects = genstande/genstand/objekter
things = ting/tingene
what animal = hvilket dyr/hvilke dyr
what animal is it = hvilket dyr er det/hvad er det for et dyr
first = første
second = anden/andet
third = tredje
last = sidste
other = andre
the other one = den anden/det andet/det andet billede?
the others = de andre/resten
both = begge/begge to
all = alle/hver/hvert/samtlige/hele
any of = nogen af/nogle af/mindst et af/mindst en af/et af/en af
any = nogen/noget/nogle
none of = ingen af/intet af
none of the pictures = ingen af billederne/intet billede/ingen billeder
no = ingen/intet/ikke nogen/ikke et/ikke en/ikke er/ikke viser/er der ikke
not = ikke
without = uden
only = kun/bare/udelukkende
except = undtagen/bortset fra
ignore = ignorer/spring over
which = hvilken/hvilket/hvilke/hvem/hvor der/som
which of = hvilken af/hvilket af/hvilke af
in which = på hvilket/på hvilken/på hvilke/i hvilken/i hvilket/i hvilke/hvor man ser/hvor der er
how many = hvor mange
how many of = hvor mange af
in how many = på hvor mange/i hvor mange
what is in = hvad der er på/hvad er der på/hvad er på/hvad viser/hvad ses på/hvad kan man se på/hvad ser du på/hvad forestiller/hvad er der i
what is said in = hvad siges der i/hvad bliver der sagt i/hvad siger de i/hvad bliver sagt i/hvad siges i/hvad sagt i/hvad siger
what is said = hvad bliver der sagt/hvad siges der/hvad siges
what is this = hvad er det her/hvad er dette
is there = er der/findes der/ses der/kan man se/er/ser du
is this = er det/er dette
shows = viser/indeholder/har/ses
show = vise
mentions = nævner/taler om/snakker om/handler om/nævnes/omtaler/omtales/tales der om/tales om/der tales om/siger noget om/bliver nævnt
if = hvis/når/såfremt
if there is = hvis der er/hvis der ses
if no = hvis der ikke er/hvis ikke der er/hvis der ingen er
unless = medmindre/med mindre
otherwise = ellers/i modsat fald/hvis ikke
but = men
and = og
or = eller
then = så/derefter/bagefter/dernæst
firstly = først
at last = til sidst
describe = beskriv/beskrive/beskrivelse af
describe it = beskriv det/beskriv den/beskriv dem
transcribe = transskriber/transskribér/skriv ned/udskriv/afskriv/transskribere/transkriber/skriv ud
transcribe it = transskriber den/transskriber det/skriv den ned/transskriber dem
translate = oversæt/oversætte
to english = til engelsk
to german = til tysk
to danish = til dansk
summarize = opsummer/sammenfat/opsummér
count = tæl
sort = sorter/sortér/ordn/sorterer
label = mærk/etiketter/sæt etiket på
classify = klassificer/klassificér
categories = kategorier/kategorierne/kategori/etiketter/etiketterne/mærkater/kategoriene
compare = sammenlign
read aloud = læs op/læs højt
list = oplist/opregn/lav en liste over
name = nævn
show me = vis mig/find/vis kun/vis
answer = svar/besvar
picture = billede/foto/tegning
the picture = billedet/dette billede/det her billede/tegningen
pictures = billeder/billederne
photo = fotoet/fotografi/fotografiet
photos = fotos/fotografier/fotografierne
recording = optagelse/lydoptagelse/lydfil/lydklip
the recording = optagelsen/denne optagelse/lydoptagelsen/lydfilen/lydklippet/lyden
recordings = optagelser/optagelserne/lydfiler/lydfilerne/lydoptagelser
memo = talebesked/talebeskeden/lydmemo/stemmememo/memo
video = video/videoen
text = tekst/teksten
document = dokument/dokumentet
pages = sider
file = fil/filen
files = filer/filerne
file names = filnavne/filnavnene
longest = længste/længst
shortest = korteste/kortest
largest = største/størst
smallest = mindste
widest = bredeste/bredest
tallest = højeste/højest
longer = længere
shorter = kortere
larger = større
smaller = mindre
wider = bredere
taller = højere
longer than = længere end/varer mere end/varer længere end
shorter than = kortere end
larger than = større end
smaller than = mindre end
wider than = bredere end
taller than = højere end
how long is = hvor lang er/hvor længe varer/hvor langt er/hvor lange er/hvor lang tid varer
how long is it = hvor lang er den/hvor længe varer den/hvor lang tid
how large is = hvor stort er/hvor stor er/hvor store er/hvilken størrelse har
how large is it = størrelsen på det/dets størrelse
how wide is = hvor bredt er/hvor bred er
how tall is = hvor højt er/hvor høj er
width = bredde/bredden
height = højde/højden
dimensions = dimensioner/mål/opløsning/opløsningen/størrelsen
pixels = pixels/pixel
seconds = sekunder
minutes = minutter
format = format/formatet
sample rate = samplingsfrekvens/samplerate/samplingsrate
file size = filstørrelse/filstørrelsen
duration = varighed/varigheden/længden
by size = efter størrelse/efter bredde
by length = efter længde/efter varighed
largest first = største først/størst først/det største først/fra størst til mindst/fra størst
smallest first = mindste først/mindst først/det mindste først/fra mindst til størst
longest first = længste først/længst først/den længste først/fra længst til kortest
shortest first = korteste først/kortest først/den korteste først/fra kortest til længst
in reverse order = i omvendt rækkefølge/bagfra
background = baggrund/baggrunden
background color = baggrundsfarve/baggrundsfarven/farve har baggrunden/farve er baggrunden/baggrundens farve/baggrundsfarverne
color = farve/farven/farver
what color is = hvilken farve har/hvilken farve er/hvad er farven på
in one word = med ét ord/med et ord/i ét ord
yes or no = ja eller nej
when = hvornår/på hvilket tidspunkt
at the beginning = i begyndelsen/i starten
at the end = i slutningen/til slut
together = tilsammen/i alt/sammen
same = samme
darkest = mørkeste/mørkest
brightest = lyseste/lysest
more than one = mere end én/mere end en/mere end et/flere end én/flere end en
more than = mere end/flere end
at least one = mindst én/mindst en/mindst et/mindst ét
at least = mindst
at most = højst
fewer than = færre end
exactly = præcis/nøjagtigt
two = to
three = tre
four = fire
five = fem
this = dette/denne/det her/den her
these = disse/de her
dog = hund/hunden/hunde/hundene
cat = kat/katten/katte/kattene
horse = hest/hesten/heste
bird = fugl/fuglen/fugle
car = bil/bilen/biler
bus = bus/bussen/busser
train = tog/toget
tree = træ/træet/træer
house = hus/huset/huse
flower = blomst/blomsten/blomster
moon = måne/månen
thanks = tak`,
  things:
    'fisk/fisken,fiskene,sko/skoen,skoene,ballon/ballonen/balloner,fly/flyet/flyvemaskine/flyvemaskinen,cykel/cyklen/cykler,båd/båden/både,skib/skibet/skibe,hat/hatten,hatte/hattene,klaver/klaveret/piano,guitar/guitaren,banan/bananen/bananer,æble/æblet/æbler,kage/kagen/kager,ur/uret/ure,bog/bogen/bøger,paraply/paraplyen/paraplyer,lampe/lampen/lamper,krone/kronen/kroner,tromme/trommen/trommer,pingvin/pingvinen/pingviner,elefant/elefanten/elefanter,stol/stolen/stole,bord/bordet/borde,flaske/flasken/flasker,kop/koppen/kopper,bold/bolden/bolde,sol/solen,stjerne/stjernen/stjerner,barn/barnet/børn,kvinde/kvinden/kvinder,mand/manden/mænd,hamburger/hamburgeren/burger/hamburgere/hamburgerer,bærbar/laptop/bærbar computer,kanin/kaninen/kaniner,skildpadde/skildpadden/skildpadder,nøgle/nøglen/nøgler,klokke/klokken/klokker,kamera/kameraet/kameraer,hammer/hammeren,telefon/telefonen/mobil,pizza/pizzaen/pizzaer,raket/raketten/raketter,jordbær/jordbærret',
  otherThings:
    'ko/koen/køer,gris/grisen/grise,får/fåret,ged/geden/geder,and/ænder/anden,høne/kylling/høns,løve/løven/løver,tiger/tigeren/tigre,bjørn/bjørnen/bjørne,abe/aben/aber,mus/musen,sommerfugl/sommerfugle,bi/bier,slange/slangen/slanger,frø/frøen/frøer,ugle/uglen/ugler,lastbil/lastbilen/lastbiler,motorcykel/motorcyklen,helikopter/helikopteren,pære/pæren/pærer,kirsebær,brød/brødet,ost/osten,æg/ægget,gulerod/gulerødder,tomat/tomaten/tomater,citron/citronen/citroner,drue/druer/vindrue,violin/violinen,trompet/trompeten,fløjte/fløjten,rose/rosen/roser,skjorte/skjorten,kjole/kjolen/kjoler,frakke/jakke,handske/handsker,sok/sokker/strømpe,sofa/sofaen,seng/sengen/senge,kirke/kirken/kirker,slot/slottet/borg,taske/tasken/tasker,sky/skyen/skyer,bjerg/bjerget/bjerge,dreng/drengen/drenge,pige/pigen/piger,dukke/dukken/dukker,fjernsyn/tv,glas/glasset',
  colours:
    'rød/røde/rødt,grøn/grønne/grønt,blå/blåt,gul/gule/gult,orange,lilla/violet,lyserød/pink/lyserøde,brun/brune/brunt,sort/sorte,hvid/hvide/hvidt,grå/gråt',
  small:
    'sig fortæl mig os jeg du vi man den det de en et ét én i på af til om at for med der venligst vil kan kunne vær så god her nu også min mit mine var blev bliver være nogensinde som har jo hvad',
  forms: {
    ask: 'giv mig|giv|lav|lav mig|vis mig|vis|skriv|svar|svar mig|præsenter|jeg vil have|sig|det hele|alt|tak',
    lead: 'som|i form af|i|med|på|i formatet|en|et|ét|én|kun|bare|udelukkende|enkelt|simpel|kort|den|det',
    follow: 'med|af|over|kun|tak|og intet andet|og ikke andet',
    table: 'tabel|tabellen|tabelform|skema',
    list: 'punktliste|punktopstilling|liste|punktform',
    numbered: 'nummereret liste',
    word: 'ord|enkelt ord',
    yesNo: 'ja eller nej|ja eller med nej|ja/nej|j/n',
    number: 'tal|tallet|antal|antallet|nummer',
    plain: 'transskription|transskriptionen|teksten|tekst|ordene',
    nothingElse:
      'intet andet|ikke andet|og intet andet|og ikke andet|uden forklaring|uden kommentarer|ingen forklaring|uden yderligere tekst|uden mere tekst',
    sentence: 'sætning|enkelt sætning',
    upper: 'store bogstaver|versaler',
    comma: 'adskilt af komma|adskilt med komma|adskilt af kommaer|kommasepareret',
    only: 'kun|bare|udelukkende|alene',
    name: 'filnavnet|filnavn|filnavne|filnavnene|navnet på filen',
    lower: 'små bogstaver',
    trueFalse: 'sandt eller falsk',
    short: 'kort svar|kort|kortfattet',
    semi: 'adskilt af semikolon|adskilt med semikolon',
    description: 'beskrivelsen|beskrivelse',
    answer: 'svaret|resultatet',
    ofOne: true,
  },
}
