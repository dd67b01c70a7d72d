import type { WholeLexicon } from './whole-lexicon.js'

/** Words of requests in Finnish. */
export const fi: WholeLexicon = {
  words: `
as json = anna json-muodossa/json-muodossa/json-muotoisena/jsonina
animal = eläin/eläimiä/eläimet/eläintä/eläimen
vehicle = ajoneuvo/ajoneuvoja/ajoneuvon/kulkuneuvo/kulkuväline
food = ruoka/ruokaa
fruit = hedelmä/hedelmiä/hedelmää
musical instrument = soitin/soittimen
clothing = vaate/vaatteita/vaatteet
people = ihmisiä/ihmiset/ihminen/henkilöitä/ihmistä
objects = esineitä/esineet/esine/esinettä/kohteita
things = asioita/asiat/asiaa
thing = asia
what animal = mikä eläin/mitä eläimiä/mitkä eläimet/minkä eläimen
what animal is it = mikä eläin tämä on/mikä eläin se on/mikä eläin on
first = ensimmäinen/ensimmäisessä/ensimmäisen/ensimmäistä
second = toinen/toisessa/toisen/toista
third = kolmas/kolmannessa/kolmannen/kolmatta
last = viimeinen/viimeisessä/viimeisen/viimeistä/viimeisin
other = muu/muut
the other one = se toinen/entä toinen/sen toisen/siinä toisessa
the others = muut/loput/muita/toiset
both = molemmissa/molemmat/kummassakin/molempien/molempia/kumpikin
all = kaikissa/kaikki/jokaisessa/kaikkien/jokainen/kaikista/jokaisen/jokaista
any of = jossakin/jossain/jokin/ainakin yhdessä
any = mikään/missään/joku
none of = missään näistä/mikään näistä/ei missään/yhdessäkään/yksikään
none of the pictures = missään kuvassa/yhdessäkään kuvassa/mikään kuva/yksikään kuva
no = ei ole/ei näy/eivät/ei näytä/ei esiinny/ei mainita/ei
not = ole
without = ilman
only = vain/ainoastaan/pelkästään
except = paitsi/lukuun ottamatta
ignore = ohita/jätä huomiotta/jätä pois
which = mikä/mitkä/minkä/kumpi/joka/jotka/ne
which of = mikä näistä/mitkä näistä/kumpi näistä
in which = missä/millä/kummassa/joissa/jossa/missä näistä/mihin/kummalla/jolla
how many = kuinka monta/montako/monta/kuinka moni/moniko
how many of = kuinka moni näistä/moniko näistä
in how many = kuinka monessa/monessako/kuinka monella
what is in = mitä on/mitä näkyy/mitä esittää/mitä näet/mitä näyttää/mikä on/mitä siinä on
what is said in = mitä sanotaan/mitä kerrotaan/mitä puhutaan/mitä siinä sanotaan
what is this = mikä tämä on/mitä tämä on/mikä tää on
is there = onko/on/näkyykö/näkyy/löytyykö/näetkö/esiintyy/ovatko
is this = onko tämä
shows = näyttää/esittää/sisältää
show = näyttävät/esittävät/sisältävät
mentions = mainitaan/mainitaanko/mainitsee/puhutaan/puhutaanko/puhuu/kerrotaan/mainitseeko/sanotaanko/kertoo
mention = mainitsevat/puhuvat
if = jos/mikäli/kun
if there is = jos on/jos siinä on
if no = jos ei ole/jos ei näy/jos siinä ei ole
unless = ellei/jollei
otherwise = muuten/muutoin/muussa tapauksessa/jos ei
but = mutta/vaan
and = ja/sekä
or = tai/vai
then = sitten/sen jälkeen/sitte
firstly = ensin
at last = lopuksi
describe = kuvaile/kuvaa/kuvailkaa/kuvailla/kuvaus
describe it = kuvaile se/kuvaile sitä/kuvaile ne
transcribe = litteroi/kirjoita ylös/kirjoita auki/litteroida/kirjoita tekstiksi/puhtaaksikirjoita/litterointi
transcribe it = litteroi se/litteroi ne/kirjoita se ylös
translate = käännä/kääntää
to english = englanniksi
to german = saksaksi
to finnish = suomeksi
summarize = tiivistä/tee yhteenveto
count = laske
sort = järjestä/lajittele/laita järjestykseen
label = merkitse/nimeä luokka
classify = luokittele/luokita
categories = luokat/luokkiin/luokka/luokista/tunnisteet/tunnisteista/kategoriat/kategorioihin
compare = vertaa/vertaile
read aloud = lue ääneen
list = luettele/listaa
name = nimeä
show me = näytä/etsi/näytä minulle
answer = vastaa
picture = kuva/kuvan/kuvaa/kuvassa/kuvasta/kuvalla/piirros
the picture = tämä kuva/tässä kuvassa/tämän kuvan/tässä kuvassa
pictures = kuvat/kuvia/kuvissa/kuvien/kuvista/kuvasta?
photo = valokuva/valokuvan/valokuvassa/valokuvaa/foto
photos = valokuvat/valokuvia/valokuvissa/valokuvista
recording = äänite/äänitteen/äänitteessä/äänitettä/nauhoitus/nauhoituksen/nauhoituksessa/tallenne/tallenteen/tallenteessa/äänitallenne/nauhoitusta/tallennetta
the recording = tämä äänite/tässä äänitteessä/ääni/äänitiedosto/äänitiedoston/tämä nauhoitus
recordings = äänitteet/äänitteitä/äänitteissä/nauhoitukset/nauhoituksia/nauhoituksissa/tallenteet/tallenteita/tallenteissa/äänitteistä/tallenteista/nauhoituksista
memo = ääniviesti/ääniviestin/ääniviestissä/äänimuistio/äänimuistion/äänimuistiossa/äänimuistiot
video = video/videon/videossa/videolla
text = teksti/tekstin
document = asiakirja/asiakirjan/asiakirjassa/dokumentti/dokumentissa
pages = sivua/sivuja
file = tiedosto/tiedoston/tiedostossa
files = tiedostot/tiedostoja/tiedostojen/tiedostoa
file names = tiedostonimet/tiedostojen nimet/tiedostonimiä
longest = pisin/pisimmän/pisintä
shortest = lyhin/lyhimmän/lyhyin
largest = suurin/suurimman/isoin/suurinta
smallest = pienin/pienimmän/pienintä
widest = levein
tallest = korkein
longer = pidempi/pitempi/pidemmän
shorter = lyhyempi/lyhyemmän
larger = suurempi/isompi/suuremman
smaller = pienempi/pienemmän
wider = leveämpi
taller = korkeampi
longer than = pidempi kuin/pitempi kuin/kestää yli/kestääkö yli
shorter than = lyhyempi kuin
larger than = suurempi kuin/isompi kuin
smaller than = pienempi kuin
wider than = leveämpi kuin
taller than = korkeampi kuin
how long is = kuinka pitkä on/kuinka kauan kestää/miten pitkä on/kuinka pitkä/miten pitkä/kuinka kauan/kuinka monta sekuntia kestää
how long is it = kuinka pitkiä/kuinka kauan se kestää/mikä on kesto
how large is = kuinka suuri on/kuinka iso on/minkä kokoinen on/kuinka suuri/kuinka iso/minkä kokoinen
how large is it = sen koko
how wide is = kuinka leveä on/kuinka leveä
how tall is = kuinka korkea on/kuinka korkea
width = leveys/leveyden
height = korkeus/korkeuden
dimensions = mitat/koko/resoluutio/tarkkuus/kuvakoko
pixels = pikseliä/pikseleinä/pikseleissä
seconds = sekuntia/sekunteina/sekunnin
minutes = minuuttia
format = muoto/tiedostomuoto/formaatti/tiedostomuodossa/muodossa
sample rate = näytteenottotaajuus
file size = tiedostokoko/tiedoston koko
duration = kesto/pituus/keston
by size = koon mukaan/leveyden mukaan
by length = keston mukaan/pituuden mukaan
largest first = suurimmasta pienimpään/suurin ensin/isoin ensin/suurimmasta alkaen
smallest first = pienimmästä suurimpaan/pienin ensin/pienimmästä alkaen
longest first = pisimmästä lyhimpään/pisin ensin
shortest first = lyhimmästä pisimpään/lyhin ensin
in reverse order = käänteisessä järjestyksessä/lopusta alkuun
background = tausta/taustan/taustalla/taustalla on/taustaa
background color = taustaväri/taustan väri/taustavärin/väri taustalla on/värinen tausta/taustavärit/värinen on tausta
color = väri/väriä/värinen/värin
what color is = minkä värinen on/minkä värinen/mikä väri on/mikä on väri
in one word = yhdellä sanalla
yes or no = kyllä tai ei/joo tai ei
when = milloin/missä kohdassa/koska
at the beginning = alussa
at the end = lopussa
together = yhteensä
same = sama/samaa/samat
darkest = tummin
brightest = vaalein/kirkkain
more than one = useampi kuin yksi/enemmän kuin yksi/useampia kuin yksi
more than = enemmän kuin/useampi kuin/yli
at least one = ainakin yksi/vähintään yksi
at least = ainakin/vähintään
at most = enintään/korkeintaan
fewer than = vähemmän kuin/alle
exactly = täsmälleen/tasan
one = yksi
two = kaksi/kahta
three = kolme/kolmea
four = neljä
five = viisi
this = tämä/tässä/tämän/tätä/tällä
these = nämä/näissä/näiden/näistä
dog = koira/koiria/koiran/koiraa/koirat/koirasta
cat = kissa/kissoja/kissan/kissaa/kissat/kissasta
horse = hevonen/hevosia/hevosen/hevosta/hevoset
bird = lintu/lintuja/linnun/lintua/linnut
car = auto/autoja/auton/autoa/autot/autosta
bus = bussi/bussia/bussin/busseja/bussista/linja-auto
train = juna/junia/junan/junaa
tree = puu/puita/puun/puuta/puut
house = talo/taloja/talon/taloa
flower = kukka/kukkia/kukan/kukkaa/kukat
moon = kuu/kuun/kuuta/kuusta
thanks = kiitos`,
  things:
    'kala/kalan/kalaa/kaloista/kalasta,kaloja/kalat,kenkä/kengän/kenkää,kenkiä/kengät/kengistä,ilmapallo/ilmapalloa/ilmapallon/ilmapalloja,lentokone/lentokoneen/lentokonetta/lentokoneita,polkupyörä/pyörä/polkupyörän/pyörän/polkupyörää,vene/veneen/venettä/veneitä,laiva/laivan/laivaa/laivoja,hattu/hatun/hattua,hattuja/hatut,piano/pianon/pianoa/pianoja,kitara/kitaran/kitaraa,banaani/banaanin/banaania/banaaneja,omena/omenan/omenaa/omenoita,kakku/kakun/kakkua/kakkuja/kakusta/kakuista,kello/kellon/kelloa/kelloja/kelloista,kirja/kirjan/kirjaa,sateenvarjo/sateenvarjon/sateenvarjoa/sateenvarjosta,lamppu/lampun/lamppua,kruunu/kruunun/kruunua/kruunuja,rumpu/rummun/rumpua/rumpuja,pingviini/pingviinin/pingviiniä/pingviinejä,norsu/norsun/elefantti/norsua,tuoli/tuolin/tuolia/tuoleja,pöytä/pöydän/pöytää,pullo/pullon/pulloa/pulloja,kuppi/kupin/muki/kuppia,pallo/pallon/palloa/palloja,aurinko/auringon/aurinkoa,tähti/tähden/tähteä/tähtiä,lapsi/lapsen/lapsia/lasta,nainen/naisen/naisia/naista,mies/miehen/miehiä/miestä,hampurilainen/hampurilaisen/hampurilaista/hampurilaisesta/hampurilaisia/purilainen,kannettava tietokone/läppäri/kannettavan,kani/jänis/kanin/pupu,kilpikonna/kilpikonnan/kilpikonnaa,avain/avaimen/avainta,soittokello/kirkonkello,kamera/kameran/kameraa,vasara/vasaran/vasaraa,puhelin/puhelimen/puhelinta,pizza/pitsa/pizzaa/pizzan,raketti/raketin/rakettia,mansikka/mansikan/mansikkaa/mansikoita',
  otherThings:
    'lehmä/lehmän/lehmää,sika/sian/possu,lammas/lampaan/lammasta,vuohi/vuohen,ankka/ankan/ankkaa,kana/kanan/kanaa,leijona/leijonan/leijonaa,tiikeri/tiikerin,karhu/karhun/karhua,apina/apinan/apinaa,hiiri/hiiren/hiirtä,perhonen/perhosen/perhosta,mehiläinen/mehiläisen,käärme/käärmeen,sammakko/sammakon,pöllö/pöllön/pöllöä,kuorma-auto/rekka/kuorma-auton,moottoripyörä/moottoripyörän,helikopteri/helikopterin,päärynä/päärynän,kirsikka/kirsikan,leipä/leivän/leipää,juusto/juuston/juustoa,muna/kananmuna/munan,porkkana/porkkanan,tomaatti/tomaatin,sitruuna/sitruunan,viinirypäle/rypäle/rypäleitä,viulu/viulun/viulua,trumpetti/trumpetin,huilu/huilun,ruusu/ruusun/ruusua,paita/paidan,mekko/mekon/mekkoa,takki/takin/takkia,käsine/hanska/hansikas,sukka/sukan/sukkia,sohva/sohvan/sohvaa,sänky/sängyn,kirkko/kirkon/kirkkoa,linna/linnan/linnaa,laukku/kassi/laukun,pilvi/pilven/pilviä,vuori/vuoren/vuoria,poika/pojan/poikaa,tyttö/tytön/tyttöä,nukke/nuken/nukkea,televisio/tv/television,lasi/lasin',
  colours:
    'punainen/punaisella/punaista/punaisen/punaisia,vihreä/vihreällä/vihreää/vihreän,sininen/sinisellä/sinistä/sinisen,keltainen/keltaisella/keltaista/keltaisen,oranssi/oranssilla/oranssin,violetti/violetilla/liila/purppura,vaaleanpunainen/pinkki/vaaleanpunaisella/vaaleanpunaista,ruskea/ruskealla/ruskeaa/ruskean,musta/mustalla/mustaa/mustan,valkoinen/valkoisella/valkoista/valkoisen,harmaa/harmaalla/harmaata/harmaan',
  small:
    'kerro sano minulle meille minä sinä hän me te he se että on ole olet olen voisitko voitko haluan haluaisin pyydän nyt tässä siinä täällä myös vielä minun sinun kanssa oli olla ovat mitä sen niitä nuo tuo',
  forms: {
    ask: 'anna|anna minulle|tee|luo|näytä|kirjoita|vastaa|vastaa minulle|haluan|sano|kaikki|kiitos|ole hyvä',
    lead: 'muodossa|vain|ainoastaan|pelkästään|pelkkä|pelkän|pelkkänä|yhdellä|yhtenä|yksinkertainen|se',
    follow: 'muodossa|jossa|vain|kiitos|eikä mitään muuta|ei muuta',
    table: 'taulukkona|taulukko|taulukossa|taulukon|taulukkoon',
    list: 'luettelona|listana|lista|luettelo|listan',
    numbered: 'numeroituna luettelona|numeroitu lista|numeroituna listana|numeroitu luettelo',
    word: 'sanalla|sanana|sana',
    yesNo: 'kyllä tai ei|joo tai ei|kyllä/ei|kyllä vai ei|k/e',
    number: 'luku|numero|määrä|lukumäärä|luvulla|numerolla|lukuna|numerona',
    plain: 'litterointi|teksti|litteroitu teksti|sanat',
    nothingElse:
      'ei mitään muuta|ei muuta|eikä mitään muuta|eikä muuta|ilman selityksiä|ilman selitystä|ilman kommentteja',
    sentence: 'lauseella|lauseessa|virkkeellä|virkkeessä|lauseena|virkkeenä',
    upper: 'isoilla kirjaimilla|suuraakkosilla|isoin kirjaimin',
    comma: 'pilkuilla erotettuna|pilkulla erotettuna|pilkuin erotettuna',
    only: 'vain|ainoastaan|pelkästään|pelkkä|pelkän|pelkkänä',
    name: 'tiedoston nimi|tiedostonimi|tiedoston nimellä|tiedostonimet|tiedostojen nimet',
    lower: 'pienillä kirjaimilla|pienin kirjaimin',
    trueFalse: 'totta vai tarua|tosi tai epätosi|totta tai ei|tosi vai epätosi',
    short: 'lyhyt vastaus|lyhyesti',
    semi: 'puolipisteillä erotettuna|puolipisteellä erotettuna',
    description: 'kuvaus',
    answer: 'vastaus|tulos',
    ofOne: true,
  },
}
