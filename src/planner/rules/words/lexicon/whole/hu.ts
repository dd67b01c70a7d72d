import type { WholeLexicon } from './whole-lexicon.js'

/** Words of requests in Hungarian. */
export const hu: WholeLexicon = {
  words: `
as json = add meg json-ként/json-ként/json formátumban/json-ban/jsonként
animal = állat/állatok/állatot/állatokat
vehicle = jármű/járművek/járművet
food = étel/ennivaló/ételt
fruit = gyümölcs/gyümölcsöt
musical instrument = hangszer/hangszert
clothing = ruha/ruhadarab/ruhák
people = emberek/ember/embereket/embert/személy
objects = tárgyak/tárgy/tárgyakat/tárgyat/objektumok
things = dolgok/dolgokat/dolog
thing = dolgot
what animal = milyen állat/melyik állat/milyen állatok
what animal is it = milyen állat ez/ez milyen állat
first = első/elsőt/elsőn
second = második/másodikat/másodikon
third = harmadik/harmadikat/harmadikon
last = utolsó/utolsót/utolsón
other = másik/más
the other one = a másik/a másikat/a másikon/és a másik
the others = a többi/a többit/többi/többieket
both = mindkét/mindkettő/mindkettőn/mindkettőt/mindkettőben
all = minden/összes/mindegyik/mindegyiken/az összes/mind/mindegyiket/összesen
any of = valamelyik/valamelyiken/legalább az egyik/legalább az egyiken/bármelyik/bármelyiken/valamelyikben
any = valami
none of = egyik sem/egyiken sem/egyiken se
none of the pictures = egyik képen sem/egyik kép sem/egyik fotón sem
no = nincs/nincsen/nem látható/nem mutat/nem szerepel/nincsenek/nem látszik
not = nem/ne
without = nélkül/nélküli
only = csak/csupán/kizárólag
except = kivéve
ignore = hagyd ki/hagyd figyelmen kívül
which = melyik/melyiket/melyek/melyikben/amelyik/amelyek
which of = melyik a/melyik az
in which = melyiken/melyik képen/melyik fotón/amelyen/amelyeken/amiken/amin/amelyiken/amelyikben/amelyekben/melyikben/ahol/ami
how many = hány/hányan/mennyi
how many of = hány a
in how many = hány képen/hány fotón/hány felvételen/hányban/hányon
what is in = mi van a/mi van az/mi látható a/mi látható az/mi látszik a/mit mutat a/mit ábrázol a/mit látsz a/mi szerepel a/mi van ezen a/mi látható ezen a/mit mutat
what is said in = mit mond a/mit mondanak a/mi hangzik el a/mi hangzik el az/mit mondanak ezen a
what is said = mit mondanak/mi hangzik el/mit mond
what is seen = mi látható/mi van
what is this = mi ez/mi van itt
is there = van/látható/van-e/látsz/látható-e/szerepel/szerepel-e/látszik/vannak/található/vannak-e
is this = ez egy
shows = mutat/ábrázol/tartalmaz/mutatja
show = mutatnak/ábrázolnak/tartalmaznak
mentions = említi/említ/szó esik/szó van/van szó/beszél/elhangzik/említik/szól/esik szó/megemlíti/beszélnek
mention = említenek
in the picture = képen
if = ha/amennyiben
if there is = ha van/ha látható/ha látsz
if no = ha nincs/ha nem látható/ha nincsen/ha nincs rajta
unless = hacsak nincs/hacsak/kivéve ha/kivéve, ha
otherwise = különben/egyébként/ellenkező esetben/ha nem/máskülönben
but = de
and = és/meg/s
or = vagy
then = aztán/majd/azután/utána/ezután
firstly = először/előbb
at last = végül
describe = írd le/írja le/leírás/leírását/jellemezd/ír le/írd le nekem
describe it = írd le ezt/írd le azt
transcribe = írd át/jegyezd le/írd le a felvételt/gépeld le/írja át/átirat/átiratát/írd le, mit mondanak/írd le szövegként/írd le mit mondanak
transcribe it = írd át azt/írd át ezt/gépeld le azt
translate = fordítsd le/fordítsd/fordítsa le
to english = angolra
to german = németre
to hungarian = magyarra
summarize = foglald össze/foglalja össze/összefoglalás
count = számold meg/számolja meg
sort = rendezd/rendezd sorba/rakd sorba/állítsd sorba/tedd sorba/rendezze
label = címkézd/címkézd fel/lásd el címkével
classify = osztályozd/sorold be/kategorizáld
categories = kategóriák/kategória/kategóriákba/címkék/címke/címkét/címkék közül
compare = hasonlítsd össze/vesd össze
read aloud = olvasd fel/olvasd fel hangosan
list = sorold fel/listázd
name = nevezd meg
show me = mutasd/keresd meg/mutasd meg
answer = válaszolj/válaszoljon/felelj
picture = kép/képet/képen/képre/képnek/képé/rajz/rajzon
the picture = a kép/a képet/a képen/ezen a képen/ez a kép
pictures = képek/képeket/képeken/képekre/képeknek/képekből
photo = fotó/fotót/fotón/fénykép/fényképen/fényképet/fotónak
photos = fotók/fotókat/fotókon/fényképek/fényképeket/fényképeken
recording = felvétel/felvételt/felvételen/felvételben/hangfelvétel/hangfelvételt/hangfelvételen/hangfelvételben/felvételnek
the recording = a felvétel/a felvételt/a felvételen/ez a felvétel/a hanganyag/a hang
recordings = felvételek/felvételeket/felvételeken/felvételekben/hangfelvételek/hangfelvételeket/hangfelvételeken
memo = hangüzenet/hangüzenetet/hangüzenetben/hangjegyzet/hangjegyzetet/hangjegyzetben
video = videó/videót/videóban/videón
text = szöveg/szöveget
document = dokumentum/dokumentumot/dokumentumban
pages = oldal/oldalas/oldalak
file = fájl/fájlt/fájlnak
files = fájlok/fájlokat/állományok
file names = fájlnevek/fájlneveket/fájlok nevei/fájlok nevét
longest = leghosszabb/leghosszabbat
shortest = legrövidebb/legrövidebbet
largest = legnagyobb/legnagyobbat
smallest = legkisebb/legkisebbet
widest = legszélesebb
tallest = legmagasabb
longer = hosszabb/hosszabbat
shorter = rövidebb/rövidebbet
larger = nagyobb/nagyobbat
smaller = kisebb/kisebbet
wider = szélesebb
taller = magasabb
longer than = hosszabb mint/hosszabb, mint/tovább tart mint
shorter than = rövidebb mint/rövidebb, mint
larger than = nagyobb mint/nagyobb, mint
smaller than = kisebb mint/kisebb, mint
wider than = szélesebb mint/szélesebb, mint
taller than = magasabb mint/magasabb, mint
how long is = milyen hosszú/hány másodperces/mennyi ideig tart/hány másodpercig tart/meddig tart/milyen hosszúak
how long is it = milyen hosszú ez/mennyi a hossza
how large is = mekkora/mekkorák/milyen méretű
how large is it = mekkora a mérete/a mérete
how wide is = milyen széles/mennyi a szélessége
how tall is = milyen magas/mennyi a magassága
width = szélesség/szélessége/szélességét
height = magasság/magassága/magasságát
dimensions = méretei/méretek/felbontás/felbontása/felbontását/mérete/méretét
pixels = pixel/képpont/pixelben/pixelnél/képpontban/képpontnál
seconds = másodperc/másodpercben/másodpercnél/másodperces
minutes = perc/percnél
format = formátum/formátuma/formátumú/formátumban
sample rate = mintavételi frekvencia/mintavételi frekvenciája/mintavételezési frekvencia
file size = fájlméret/fájl mérete/fájlmérete
duration = időtartam/hossza/hosszát/időtartama
by size = méret szerint/nagyság szerint
by length = hossz szerint/hosszúság szerint/időtartam szerint
largest first = a legnagyobbtól a legkisebbig/nagytól a kicsiig/legnagyobb elöl/legnagyobbal kezdve/legnagyobbtól/csökkenő sorrendben
smallest first = a legkisebbtől a legnagyobbig/kicsitől a nagyig/legkisebb elöl/legkisebbel kezdve/legkisebbtől/növekvő sorrendben
longest first = a leghosszabbtól a legrövidebbig/leghosszabbal kezdve/leghosszabbtól
shortest first = a legrövidebbtől a leghosszabbig/legrövidebbel kezdve/legrövidebbtől
in reverse order = fordított sorrendben
background = háttér/hátteret/hátterű/háttere
background color = háttérszín/háttér színe/háttérszíne/hátterének színe/színű a háttér/színű a háttere
color = szín/színe/színt/színű/színek
what color is = milyen színű/mi a színe/milyen színű a/milyen színe van
in one word = egy szóval/egyetlen szóval
yes or no = igen vagy nem
when = mikor/melyik pillanatban/hányadik másodpercben
at the beginning = az elején/elején
at the end = a végén/végén
together = együtt/együttvéve
same = ugyanaz/ugyanazt/ugyanolyan/azonos
darkest = legsötétebb
brightest = legvilágosabb
more than one = egynél több/több mint egy
more than = több mint/több, mint
at least one = legalább egy
at least = legalább
at most = legfeljebb
fewer than = kevesebb mint
exactly = pontosan
two = két/kettő/kettőt
three = három/hármat
four = négy
five = öt
this = ez/ezt/ezen/ebben/ennek
these = ezek/ezeket/ezeken/ezeknek
dog = kutya/kutyát/kutyák/kutyával/kutyáról/kutyát/kutyákat
cat = macska/macskát/macskák/cica/cicát/macskákat/cicák
horse = ló/lovat/lovak/lóval
bird = madár/madarat/madarak
car = autó/autót/autók/kocsi
bus = busz/buszt/buszok/buszról/autóbusz/buszon
train = vonat/vonatot/vonatok
tree = fa/fát/fák
house = ház/házat/házak
flower = virág/virágot/virágok
moon = hold/holdat/holdról
thanks = köszönöm/köszi`,
  things:
    'hal/halat/hallal/halról,halak/halakat,cipő/cipőt/cipővel,cipők/cipőket,léggömb/lufi/lufit/léggömböt/léggömbök/lufik/ballon,repülőgép/repülő/repülőt/repülőgépet/repülők,bicikli/kerékpár/biciklit,csónak/csónakot,hajó/hajót/hajók/hajóról,kalap/kalapot/kalappal,kalapok/kalapokat,zongora/zongorát,gitár/gitárt/gitárok,banán/banánt/banánok,alma/almát/almák,torta/tortát/torták/sütemény/süteményt/sütemények/tortáról/süteményről/süteményekről,óra/órát/órák/órákról,könyv/könyvet/könyvek,esernyő/esernyőt/esernyők,lámpa/lámpát/lámpák,korona/koronát/koronák,dob/dobot/dobok,pingvin/pingvint/pingvinek,elefánt/elefántot,szék/széket/székek,asztal/asztalt,üveg/palack/palackot,csésze/csészét/bögre,labda/labdát/labdák,nap/napot,csillag/csillagot/csillagok,gyerek/gyermek/gyereket/gyerekek,nő/nőt/nők,férfi/férfit/férfiak,hamburger/hamburgert/hamburgerről,laptop/laptopot,nyúl/nyulat/nyulak,teknős/teknőst/teknősbéka,kulcs/kulcsot/kulcsok,harang/harangot/csengő,fényképezőgép/kamera/kamerát,kalapács/kalapácsot,telefon/telefont,pizza/pizzát,rakéta/rakétát,eper/epret/eprek',
  otherThings:
    'tehén/tehenet,disznó/malac,juh/birka/bárány,kecske/kecskét,kacsa/kacsát,csirke/tyúk,oroszlán/oroszlánt,tigris/tigrist,medve/medvét,majom/majmot,egér/egeret,pillangó/lepke,méh/méhecske,kígyó/kígyót,béka/békát,bagoly/baglyot,teherautó/kamion,motorkerékpár/motor/motort,helikopter/helikoptert,körte/körtét,cseresznye/cseresznyét,kenyér/kenyeret,sajt/sajtot,tojás/tojást,répa/sárgarépa,paradicsom/paradicsomot,citrom/citromot,szőlő/szőlőt,hegedű/hegedűt,trombita/trombitát,fuvola/furulya,rózsa/rózsát,ing/inget/póló,ruhát/szoknya,kabát/kabátot,kesztyű/kesztyűt,zokni/zoknit,kanapé/kanapét,ágy/ágyat,templom/templomot,vár/kastély/várat,táska/táskát,felhő/felhőt,hegy/hegyet,fiú/fiút,lány/lányt,baba/babát,televízió/tévé/tévét,pohár/poharat',
  colours:
    'piros/vörös/pirosat,zöld/zöldet,kék/kéket,sárga/sárgát,narancssárga/narancs/narancsszínű,lila/ibolya,rózsaszín/rózsaszínű,barna/barnát,fekete/feketét,fehér/fehéret,szürke/szürkét',
  small:
    'azokat azt azok amit mondd mondja meg nekem nekünk én te ő mi ti a az egy kérlek kérem tudnál tudsz szeretném szeretnék hogy itt ott most is már még enyém volt lenne legyen amit rajta rajtuk benne bennük közül ból ből van-e lesz',
  forms: {
    ask: 'adj|add meg|adj nekem|készíts|csinálj|mutasd|írd|írj|írd ki|válaszolj|válaszoljon|kérek|szeretnék|mondj|mondd|az egészet|kérlek|kérem',
    lead: 'mint|egy|a|az|csak|csupán|kizárólag|egyetlen|egyszerű|formában|ezt',
    follow:
      'formában|formájában|a|az|csak|kérlek|kérem|és semmi más|és semmi mást|válaszolj|formátumban|legyen a válasz|a válasz|írd|írd ki|add meg|kérem|kérek',
    table: 'táblázat|táblázatban|táblázatot|táblázatként',
    list: 'lista|listában|listát|listaként|felsorolásként',
    numbered: 'számozott lista|számozott listában|számozott listát|számozott listaként',
    word: 'szóval|szóban|szót|szó',
    yesNo: 'igen vagy nem|igennel vagy nemmel|igen/nem|igen vagy nem szóval|i/n',
    number: 'szám|számot|számmal|számát|darabszám|darabszámot',
    plain: 'átirat|átiratot|szöveg|szöveget|szavakat',
    nothingElse:
      'semmi más|semmi mást|és semmi más|és semmi mást|mást ne|magyarázat nélkül|megjegyzés nélkül|egyéb szöveg nélkül|indoklás nélkül',
    sentence: 'mondatban|mondattal|mondat|mondatot',
    upper: 'nagybetűvel|nagybetűkkel|csupa nagybetűvel',
    comma: 'vesszővel elválasztva|vesszőkkel elválasztva',
    only: 'csak|csupán|kizárólag|pusztán|csakis',
    name: 'fájlnév|fájlnevet|fájl nevét|fájlneveket|fájl neve|fájlok nevét',
    lower: 'kisbetűvel|kisbetűkkel|csupa kisbetűvel',
    trueFalse: 'igaz vagy hamis|igaz-e vagy hamis',
    short: 'rövid válasz|röviden|rövid választ',
    semi: 'pontosvesszővel elválasztva|pontosvesszőkkel elválasztva',
    description: 'leírás|leírást',
    answer: 'válasz|választ|eredmény|eredményt',
    ofOne: true,
  },
}
