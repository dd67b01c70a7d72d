import type { WholeLexicon } from './whole-lexicon.js'

/** Words of requests in Romanian. */
export const ro: WholeLexicon = {
  words: `
as json = dă-mi ca json/ca json/în format json/în json/sub formă de json
animal = animal/animale/animalul/animalele
vehicle = vehicul/vehicule/vehiculul/vehiculele
food = mâncare/alimente
fruit = fruct/fructe
musical instrument = instrument muzical
clothing = haine/îmbrăcăminte
people = oameni/persoane/oamenii
objects = obiecte/obiect/obiectele
things = lucruri/lucrurile
thing = lucru
what animal = ce animal/ce animale
what animal is it = ce animal este/ce animal e
first = primul/prima/primei/primului/întâi
second = al doilea/a doua/doilea/doua
third = al treilea/a treia/treilea/treia
last = ultimul/ultima/ultimei
other = alt/altă/alte
the other one = celălalt/cealaltă
the others = celelalte/ceilalți/restul
both = ambele/amândouă/ambii/cele două
all = toate/toți/fiecare/toata
any of = vreuna dintre/vreuna din/una dintre/cel puțin una dintre/vreunul dintre
any = vreo/vreun/oricare
none of = niciuna dintre/niciuna din/niciunul dintre/nicio
none of the pictures = nicio imagine/nicio poză/nicio fotografie/niciuna dintre imagini/niciuna dintre poze
no = nu este/nu e/nu există/nu are/nu apare/niciun/nici un/nu conține/nu arată/nu sunt
not = nu
without = fără
only = doar/numai
except = în afară de/cu excepția
ignore = ignoră/sari peste
which = care/ce/pe care
which of = care dintre/care din
in which = în care/pe care se vede/în ce/pe ce/unde apare/unde este/în care apare
how many = câte/câți/cât de multe
how many of = câte dintre/câte din
in how many = în câte/pe câte
what is in = ce este în/ce e în/ce se vede în/ce apare în/ce arată/ce vezi în/ce conține/ce se află în
what is said in = ce se spune în/ce se aude în/ce spune
what is said = ce se spune/ce se aude
what is this = ce este asta/ce e asta/ce este aceasta
is there = există/este/e/apare/se vede/sunt/se află
are there = sunt
is this = este acesta/este aceasta/aceasta este
shows = arată/conține/prezintă/are
show = arată/conțin/prezintă
mentions = menționează/vorbește despre/se vorbește despre/pomenește/este menționat/este menționată/se menționează/e vorba despre/este vorba despre
mention = menționează/vorbesc despre
if = dacă/în caz că/când
if there is = dacă există/dacă este/dacă e/dacă apare
if no = dacă nu există/dacă nu este/dacă nu e/dacă nu apare
unless = decât dacă/doar dacă nu
otherwise = altfel/în caz contrar/dacă nu/altminteri
but = dar/însă
and = și/iar
or = sau/ori
then = apoi/după aceea/pe urmă
firstly = mai întâi/întâi
at last = la final/la sfârșit de tot
describe = descrie/descrieți/descrie-mi/descriere/descriu
describe it = descrie-o/descrie-l/descrie-le
transcribe = transcrie/transcrieți/transcrie-mi/scrie ce se spune în
transcribe it = transcrie-o/transcrie-l/transcrie-le
translate = tradu/traduceți/traducere
to english = în engleză
to german = în germană
to romanian = în română
summarize = rezumă/fă un rezumat/rezumați
count = numără/numărați
sort = sortează/ordonează/aranjează/sortați
label = etichetează/etichetați
classify = clasifică/clasificați/încadrează
categories = categorii/categoriile/categoria/etichete/etichetele
compare = compară/comparați
read aloud = citește cu voce tare/citește
list = enumeră/listează
name = numește
show me = arată-mi/găsește/arată doar
answer = răspunde/răspundeți
picture = imagine/imaginea/imaginii/desen/desenul
the picture = imaginea/această imagine/desenul
pictures = imagini/imaginile/imaginilor
photo = poză/poza/fotografie/fotografia/foto
photos = poze/pozele/fotografii/fotografiile/pozelor
recording = înregistrare/înregistrarea/înregistrării
the recording = înregistrarea/această înregistrare/audio
recordings = înregistrări/înregistrările/înregistrărilor
memo = mesajul vocal/mesaj vocal/notă vocală/nota vocală
video = video/videoclip/videoclipul
text = text/textul
document = document/documentul
pages = pagini
file = fișier/fișierul
files = fișiere/fișierele
file names = numele fișierelor/nume de fișiere
longest = cea mai lungă/cel mai lung/cele mai lungi
shortest = cea mai scurtă/cel mai scurt
largest = cea mai mare/cel mai mare
smallest = cea mai mică/cel mai mic
widest = cea mai lată/cel mai lat
tallest = cea mai înaltă/cel mai înalt
longer = mai lungă/mai lung
shorter = mai scurtă/mai scurt
larger = mai mare
smaller = mai mică/mai mic
wider = mai lată/mai lat
taller = mai înaltă/mai înalt
longer than = mai lungă de/mai lung de/mai lungă decât/mai lung decât/durează mai mult de
shorter than = mai scurtă de/mai scurt de/mai scurtă decât
larger than = mai mare de/mai mare decât
smaller than = mai mică de/mai mic de/mai mică decât
wider than = mai lată de/mai lat de/mai lată decât
taller than = mai înaltă de/mai înaltă decât
how long is = cât durează/cât de lungă este/cât de lung este/cât de lungă e/câte secunde durează/cât ține
how long is it = cât durează asta/ce durată are/cât de lungi sunt
how large is = cât de mare este/cât de mare e/ce dimensiune are/ce dimensiuni are/cât de mari sunt
how large is it = dimensiunea sa/dimensiunile sale
how wide is = cât de lată este/ce lățime are
how tall is = cât de înaltă este/ce înălțime are
width = lățime/lățimea
height = înălțime/înălțimea
dimensions = dimensiuni/dimensiunile/rezoluția/rezoluție
pixels = pixeli
seconds = secunde
minutes = minute
format = format/formatul
sample rate = rata de eșantionare/frecvența de eșantionare
file size = dimensiunea fișierului/mărimea fișierului
duration = durată/durata
by size = după mărime/după dimensiune
by length = după lungime/după durată
largest first = de la cea mai mare la cea mai mică/de la mare la mic/cea mai mare prima/începând cu cea mai mare
smallest first = de la cea mai mică la cea mai mare/de la mic la mare/cea mai mică prima/începând cu cea mai mică
longest first = de la cea mai lungă la cea mai scurtă/cea mai lungă prima/începând cu cea mai lungă
shortest first = de la cea mai scurtă la cea mai lungă/cea mai scurtă prima/începând cu cea mai scurtă
in reverse order = în ordine inversă
background = fundal/fundalul/fundalului
background color = culoarea fundalului/culoarea de fundal/culoare are fundalul/culorile fundalului/culoare de fundal
color = culoare/culoarea/culori
what color is = ce culoare are/care este culoarea/ce culoare este
in one word = într-un cuvânt/într-un singur cuvânt
yes or no = da sau nu
when = când anume/în ce moment/la ce secundă
at the beginning = la început
at the end = la sfârșit/la final
together = împreună/în total
same = același/aceeași/aceleași
darkest = cea mai întunecată
brightest = cea mai luminoasă
more than one = mai mult de un/mai mult de o/mai mult de una
more than = mai mult de/mai multe de/peste
at least one = cel puțin un/cel puțin o/cel puțin una
at least = cel puțin
at most = cel mult
fewer than = mai puțin de
exactly = exact
two = două/doi
three = trei
four = patru
five = cinci
one = unu
this = acest/această/asta/aceasta/acesta
these = aceste/acestea/acestor
dog = câine/câini/câinele/cățel/câinii
cat = pisică/pisici/pisica/pisicii/pisicile
horse = cal/cai/calul/caii
bird = pasăre/păsări/pasărea
car = mașină/mașini/mașina
bus = autobuz/autobuze/autobuzul/autobuzului
train = tren/trenuri/trenul
tree = copac/copaci/copacul/pom/arbore
house = casă/case/casa
flower = floare/flori/floarea
moon = lună/luna
thanks = mulțumesc/mersi`,
  things:
    'pește/peștele,pești/peștii,pantof/pantoful,pantofi/pantofii,balon/baloane/balonul,avion/avioane/avionul,bicicletă/biciclete/bicicleta,barcă/bărci/barca,navă/vapor/corabie/nave/nava/vaporul,pălărie/pălăria,pălării/pălăriile,pian/pianul,chitară/chitara/chitare,banană/banane/banana,măr/mere/mărul,tort/torturi/prăjitură/prăjituri/tortul/tortului/prăjituri,ceas/ceasuri/ceasul,carte/cărți/cartea,umbrelă/umbrele/umbrela,lampă/lămpi/lampa,coroană/coroane/coroana,tobă/tobe/toba,pinguin/pinguini/pinguinul,elefant/elefanți/elefantul,scaun/scaune/scaunul,masă/mese,sticlă/sticle/sticla,cană/ceașcă/căni/cana,minge/mingi/mingea,soare/soarele,stea/stele/steaua,copil/copii/copilul,femeie/femei/femeia,bărbat/bărbați/bărbatul/om,hamburger/hamburgeri/hamburgerul/burger,laptop/laptopul/laptopuri,iepure/iepuri/iepurele,țestoasă/țestoase/broască țestoasă,cheie/chei/cheia,clopot/clopote/clopotul,aparat foto/cameră/camera,ciocan/ciocanul,telefon/telefoane/telefonul,pizza,rachetă/rachete/racheta,căpșună/căpșuni/căpșuna',
  otherThings:
    'vacă/vaci/vaca,porc/porci/porcul,oaie/oi/oaia,capră/capre,rață/rațe,găină/pui/găini,leu/lei/leul,tigru/tigri,urs/urși/ursul,maimuță/maimuțe,șoarece/șoareci,fluture/fluturi,albină/albine,șarpe/șerpi,broască/broaște,bufniță/bufnițe,camion/camioane/camionul,motocicletă/motociclete,elicopter/elicoptere/elicopterul,pară/pere,cireașă/cireșe,pâine/pâinea,brânză/cașcaval,ou/ouă,morcov/morcovi,roșie/roșii,lămâie/lămâi,strugure/struguri,vioară/viori/vioara,trompetă/trompeta,flaut/flautul,trandafir/trandafiri,cămașă/cămăși/tricou,rochie/rochii/rochia,palton/haină,mănușă/mănuși,șosetă/șosete,canapea/canapele,pat/paturi,biserică/biserici/biserica,castel/castele/castelul,geantă/sac/genți,nor/nori/norul,munte/munți/muntele,băiat/băieți/băiatul,fată/fete/fata,păpușă/păpuși,televizor/televizoare,pahar/pahare',
  colours:
    'roșu/roșie/roșii,verde/verzi,albastru/albastră/albaștri,galben/galbenă/galbene,portocaliu/portocalie,mov/violet/purpuriu,roz,maro/căprui,negru/neagră/negre,alb/albă/albe,gri/cenușiu',
  small:
    'spune spuneți îmi mi-l mie eu tu el ea noi voi mă te se îi pe în la de din cu un o al a ai ale lui unei unui să că vă rog te rog poți puteți aș vrea acum aici acolo meu mea mele acestei acestui cel cea este sunt am are',
  forms: {
    ask: 'dă-mi|fă|fă-mi|creează|arată-mi|scrie|răspunde|răspundeți|răspunde-mi|prezintă|pune|vreau|spune|totul|te rog|vă rog',
    lead: 'ca|sub formă de|sub forma unui|sub forma unei|în|într-un|într-o|cu|prin|în format|un|o|doar|numai|singur|singură|simplu|simplă',
    follow: 'cu|de|din|doar|numai|te rog|vă rog|și nimic altceva',
    table: 'tabel|tabelul',
    list: 'listă|listă cu puncte|lista',
    numbered: 'listă numerotată',
    word: 'cuvânt|singur cuvânt',
    yesNo: 'da sau nu|da sau cu nu|da/nu|da ori nu|d/n',
    number: 'număr|numărul|cifră|cifra',
    plain: 'transcrierea|transcriere|textul|text|cuvintele',
    nothingElse:
      'nimic altceva|și nimic altceva|nimic mai mult|și atât|atât|fără explicații|fără comentarii|fără alte explicații|fără alt text',
    sentence: 'propoziție|singură propoziție|frază',
    upper: 'majuscule|litere mari',
    comma: 'separate prin virgulă|separate prin virgule|despărțite prin virgulă',
    only: 'doar|numai',
    name: 'numele fișierului|numele fișierelor|nume de fișier',
    lower: 'minuscule|litere mici',
    trueFalse: 'adevărat sau fals',
    short: 'răspuns scurt|pe scurt|scurt',
    semi: 'separate prin punct și virgulă',
    description: 'descrierea',
    answer: 'răspunsul|rezultatul',
    ofOne: true,
  },
}
