import type { WholeLexicon } from './whole-lexicon.js'

/** Words of requests in Czech. */
export const cs: WholeLexicon = {
  words: `
as json = dej mi jako json/vypiš jako json/dej jako json/jako json/ve formátu json/v json
animal = zvíře/zvířata/zvířete/zvířat/zvířeti
vehicle = vozidlo/vozidla/vozidel/dopravní prostředek
food = jídlo/jídla
fruit = ovoce
musical instrument = hudební nástroj
clothing = oblečení
people = lidé/lidi/lidí/osoby/osob
objects = předměty/předmětů/předmět/objekty/objektů
things = věci/věcí
thing = věc
what animal = jaké zvíře/jaká zvířata/které zvíře
what animal is it = co je to za zvíře/jaké je to zvíře
first = první/prvním/prvního
second = druhý/druhá/druhé/druhou/druhém/druhého
third = třetí/třetím/třetího
last = poslední/posledním/posledního
other = jiný/jiná/jiné
the other one = ten druhý/ta druhá/to druhé/zbývající
the others = ostatní/ty ostatní
both = oba/obě/obou/oběma
all = všechny/všech/všechna/všichni/každý/každá/každé/každém/každou
any of = některý z/některém z/některé z/alespoň jeden z/aspoň jeden z/aspoň na jednom z
any = nějaký/nějaká/nějaké/některém
none of = žádný z/žádné z/žádném z/žádná z
none of the pictures = žádný obrázek/žádná fotka/žádném obrázku/žádné fotce/žádný z obrázků
no = žádný/žádná/žádné/žádného/žádnou/není/nejsou
not = ne
without = bez
only = jen/pouze/jenom
except = kromě/až na/vyjma
ignore = ignoruj/vynech/přeskoč
which = který/která/které/kterou/kterém/kterých/co za
which of = který z/která z/které z/kterou z
in which = na kterém/na které/na kterých/ve kterém/v které/ve které/ve kterých/na němž/na nichž/v němž/kde je/kde jsou
how many = kolik
how many of = kolik z
in how many = na kolika/v kolika
what is in = co je na/co je vidět na/co vidíš na/co ukazuje/co zobrazuje/co se nachází na
what is said in = co se říká v/co se říká na/co je řečeno v/co zazní v/o čem je
what is said = co se říká/co zazní/co říká
what is this = co je to/co to je
is there = je tam/je/jsou/je vidět/vidíš/nachází se
is there = je-li
is this = je to
shows = ukazuje/zobrazuje/obsahuje/má
show = ukazují/zobrazují/obsahují
mentions = zmiňuje/mluví o/mluví se o/zmíněn/zmíněna/zmíněno/zazní slovo/padne slovo/řeč o/se zmiňuje/hovoří o
mention = zmiňují/mluví
if = jestli/jestliže/pokud/když/li
if there is = pokud je/jestli je/když je
if no = pokud není/jestli není/když není/pokud tam není
unless = ledaže/pokud ne
otherwise = jinak/v opačném případě/pokud ne
but = ale
and = a/i
or = nebo/či/anebo
then = pak/potom/poté/následně
firstly = nejdřív/nejprve/napřed
at last = nakonec
describe = popiš/popište/popsat/popis
describe it = popiš ho/popiš ji/popiš je/popiš to
transcribe = přepiš/přepište/přepsat/přepis
transcribe it = přepiš ho/přepiš ji/přepiš to/přepiš je
translate = přelož/přeložte/přeložit
to english = do angličtiny
to german = do němčiny
to czech = do češtiny
summarize = shrň/shrňte
count = spočítej/spočítejte
sort = seřaď/seřaďte/uspořádej/setřiď
label = označ/označte/označkuj
classify = zařaď/zařaďte/roztřiď/urči
categories = kategorie/kategorií/štítky/štítků/štítek
compare = porovnej/porovnejte/srovnej
read aloud = přečti nahlas/přečti
list = vypiš/vyjmenuj
name = jmenuj/pojmenuj
show me = ukaž mi/ukaž/najdi
answer = odpověz/odpovězte/odpovídej
picture = obrázek/obrázku/obrázkem/obraz/obraze/obrazu
pictures = obrázky/obrázků/obrázcích/obrazy
photo = fotka/fotku/fotce/fotky/fotografie/fotografii/snímek/snímku
photos = fotek/fotkách/fotografiích/fotografií/snímky/snímků
recording = nahrávka/nahrávku/nahrávce/nahrávky/záznam/záznamu
recordings = nahrávek/nahrávkách/záznamy/záznamů
the recording = tato nahrávka/tuto nahrávku/zvuk/audio
the picture = tento obrázek/tenhle obrázek/tomto obrázku/tomhle obrázku
memo = hlasová zpráva/hlasovou zprávu/hlasová poznámka/hlasové zprávě/hlasovku/hlasovka
video = video/videu/videa
text = text/textu
document = dokument/dokumentu
pages = stránek/stran/stránky
file = soubor/souboru
files = soubory/souborů
file names = názvy souborů/jména souborů
longest = nejdelší
shortest = nejkratší
largest = největší
smallest = nejmenší
widest = nejširší
tallest = nejvyšší
longer = delší
shorter = kratší
larger = větší
smaller = menší
wider = širší
taller = vyšší
longer than = delší než/trvá déle než/trvá víc než
shorter than = kratší než
larger than = větší než
smaller than = menší než
wider than = širší než
taller than = vyšší než
how long is = jak dlouhá je/jak dlouhý je/jak dlouhé je/jak dlouho trvá/kolik sekund trvá/jak dlouhé jsou
how long is it = jak je dlouhá/jak je dlouhý/jak dlouho to trvá/jak dlouho trvají
how large is = jak velký je/jak velká je/jak velké je/jaký rozměr má/jaké rozměry má/jak velké jsou
how large is it = jeho velikost/jeho rozměry
how wide is = jak široký je/jak široká je/jakou šířku má
how tall is = jak vysoký je/jak vysoká je/jakou výšku má
width = šířka/šířku/šířky
height = výška/výšku/výšky
dimensions = rozměry/rozměr/rozlišení
pixels = pixelů/pixelech/pixely
seconds = sekund/sekundy/vteřin/vteřiny
minutes = minut/minuty
format = formát/formátu/formátem
sample rate = vzorkovací frekvence/vzorkovací frekvenci
file size = velikost souboru
duration = délka/délku/trvání
by size = podle velikosti/podle rozměru/podle šířky v pixelech/podle šířky
by length = podle délky/podle trvání
largest first = od největšího po nejmenší/od největšího k nejmenšímu/od největšího/největší první/od největší po nejmenší/od nejširšího
smallest first = od nejmenšího po největší/od nejmenšího k největšímu/od nejmenšího/nejmenší první/od nejmenší po největší
longest first = od nejdelší po nejkratší/od nejdelšího po nejkratší/od nejdelší/od nejdelšího/nejdelší první
shortest first = od nejkratší po nejdelší/od nejkratšího po nejdelší/od nejkratší/od nejkratšího/nejkratší první
in reverse order = v opačném pořadí/v obráceném pořadí/pozpátku
background = pozadí/pozadím
background color = barva pozadí/barvu pozadí/barvu má pozadí/barvy pozadí
color = barva/barvu/barvy/barvě
what color is = jakou barvu má/jaká je barva/jaké barvy je
in one word = jedním slovem
yes or no = ano nebo ne/ano či ne
when = kdy/v jaký moment/v kterém okamžiku
at the beginning = na začátku
at the end = na konci
together = dohromady/celkem
same = stejný/stejná/stejné/totéž/to samé
darkest = nejtmavší
brightest = nejsvětlejší
more than one = víc než jeden/víc než jedna/více než jeden/více než jedna/více než jednu
more than = víc než/více než
at least one = alespoň jeden/alespoň jedna/alespoň jednu/aspoň jeden/aspoň jedna/aspoň jednu
at least = alespoň/aspoň/nejméně
at most = nanejvýš/nejvýše
fewer than = méně než/míň než
exactly = přesně
one = jeden/jedna/jedno
two = dva/dvě/dvou
three = tři/tří
four = čtyři
five = pět
this = tento/tato/toto/tohle/tuto/tenhle
these = tyto/těchto/tyhle
dog = pes/psa/psi/psů/psem/pejsek
cat = kočka/kočku/kočky/koček/kočkou/kočce/kocour
horse = kůň/koně/koni/koní/koněm
bird = pták/ptáka/ptáci/ptáků
car = auto/auta/aut/automobil
bus = autobus/autobusu/autobusy/autobusů
train = vlak/vlaku/vlaky
tree = strom/stromu/stromy/stromů
house = dům/domu/domy/domů
flower = květina/květinu/květiny/kytka/květ/kytku
moon = měsíc/měsíce/měsíci
thanks = děkuji/díky`,
  things:
    'ryba/rybu/rybě/rybou,ryby/ryb,bota/botu/botě,boty/bot,balón/balon/balónu/balónek/balónky,letadlo/letadla/letadel/letadle,kolo/kola/jízdní kolo,člun/loďka/loďku/člunu,loď/lodi/lodě/lodí,klobouk/klobouku,klobouky/klobouků,klavír/klavíru/piano,kytara/kytaru,banán/banánu/banány,jablko/jablka/jablek,dort/dortu/dorty/dortů/dortech,hodiny/hodin/hodinách/hodinami,kniha/knihu/knihy,deštník/deštníku/deštníky,lampa/lampu,koruna/korunu/koruně/korunou,buben/bubnu/bubny/bubnem,tučňák/tučňáka/tučňáci/tučňáků,slon/slona/sloni/slony,židle/židli,stůl/stolu/stoly,láhev/láhve/lahev/lahve,hrnek/hrnku/hrneček,míč/míče/míček,slunce/slunci,hvězda/hvězdu/hvězdy,dítě/děti/dětí,žena/ženu/ženy/žen,muž/muže/muži/mužů,hamburger/hamburgeru/hamburgery/hamburgerech,notebook/laptop/notebooku,králík/králíka/zajíc,želva/želvu/želvy,klíč/klíče/klíčů,zvon/zvonu/zvonek,fotoaparát/kamera/kameru/fotoaparátu,kladivo/kladiva,telefon/telefonu/mobil,pizza/pizzu/pizzy,raketa/raketu/rakety,jahoda/jahodu/jahody/jahod',
  otherThings:
    'kráva/krávu/krávy,prase/prasata,ovce/ovci,koza/kozu,kachna/kachnu,slepice/kuře,lev/lva/lvi,tygr/tygra,medvěd/medvěda,opice/opici,myš/myši,motýl/motýla,včela/včelu,had/hada/hadi,žába/žábu,sova/sovu,nákladní auto/náklaďák/kamion,motorka/motorku/motocykl,vrtulník/vrtulníku/helikoptéra,hruška/hrušku,třešeň/třešně,chléb/chleba,sýr/sýra,vejce/vajíčko,mrkev/mrkve,rajče/rajčata,citron/citrón/citronu,hrozen/hroznové víno,housle/houslí,trubka/trumpeta/trumpetu,flétna/flétnu,růže/růži,košile/košili/tričko,šaty/šatů,kabát/kabátu,rukavice/rukavici,ponožka/ponožky/ponožku,pohovka/pohovku/gauč,postel/postele,kostel/kostela,hrad/hradu/zámek,taška/tašku,mrak/mraku/mraky/oblak,hora/horu/hory,chlapec/chlapce/kluk/kluka,dívka/dívku/holka/holku,panenka/panenku,televize/televizi/televizor,sklenice/sklenici/sklenička',
  colours:
    'červený/červená/červené/červeném/červenou/červeného,zelený/zelená/zelené/zeleném/zelenou,modrý/modrá/modré/modrém/modrou/modrého,žlutý/žlutá/žluté/žlutém/žlutou,oranžový/oranžová/oranžové/oranžovém/oranžovou,fialový/fialová/fialové/fialovém/fialovou,růžový/růžová/růžové/růžovém/růžovou,hnědý/hnědá/hnědé/hnědém/hnědou,černý/černá/černé/černém/černou,bílý/bílá/bílé/bílém/bílou/bílého,šedý/šedá/šedé/šedém/šedou/šedivý',
  small:
    'různých různé různá řekni řekněte mi nám mě já ty my se si na v ve z ze do od o u k s tom ten ta to tu těch tam tady teď prosím prosim můžeš mohl bys bych chci chtěl že aby byl byla bylo být jsem také ještě už můj moje mé této tomto tomhle tohoto tohle',
  forms: {
    ask: 'dej mi|dej|udělej|udělej mi|vytvoř|ukaž|napiš|odpověz|odpovídej|odpovězte|vypiš|chci|řekni|uveď|všechno|vše|prosím|to',
    lead: 'jako|ve formě|v podobě|v|ve|ve formátu|jen|jenom|pouze|jedním|jediným|jedno|jedné|jednou|samotný|samotné|do|s|jednoduchou',
    follow: 's|se|z|ze|o|jen|pouze|prosím|a nic víc|a nic jiného',
    table: 'tabulka|tabulku|tabulce|tabulky',
    list: 'seznam|seznamu|odrážkách|odrážky',
    numbered: 'číslovaný seznam|číslovaného seznamu|číslovaném seznamu',
    word: 'slovo|slovem|slově',
    yesNo: 'ano nebo ne|ano či ne|ano/ne|ano anebo ne|a/n',
    number: 'číslo|číslem|počet|číslici|číslicí',
    plain: 'přepis|text|slova',
    nothingElse:
      'nic víc|nic jiného|a nic víc|a nic jiného|nic dalšího|bez komentáře|bez vysvětlení|bez vysvětlování|bez dalšího textu',
    sentence: 'větou|větě|věta|větu',
    upper: 'velkými písmeny|velkých písmenech',
    comma: 'oddělené čárkami|oddělené čárkou|oddělených čárkami',
    only: 'jen|jenom|pouze|samotný|samotné',
    name: 'název souboru|jméno souboru|názvy souborů|názvem souboru',
    lower: 'malými písmeny',
    trueFalse: 'pravda nebo lež|pravda nebo nepravda|pravda či nepravda',
    short: 'krátká odpověď|krátce|stručně',
    semi: 'oddělené středníkem|oddělené středníky',
    description: 'popis',
    answer: 'odpověď|výsledek',
    ofOne: true,
  },
}
