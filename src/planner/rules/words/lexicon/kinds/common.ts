import { wholeOf } from '../whole/wholes.js'
import { linesOf } from './lines.js'

/** What every language has words for; a test holds that each has all of them. */
export const commonConcepts = [
  'wider',
  'taller',
  'how long is it',
  'how wide is',
  'how tall is',
  'background color',
  'objects',
  'what animal',
  'the other one',
  'first',
  'second',
  'third',
  'last',
  'both',
  'ignore',
  'wider than',
  'taller than',
  'the others',
  'in which',
  'none of the pictures',
  'longer',
  'shorter',
  'larger',
  'smaller',
  'longer than',
  'animal',
  'vehicle',
  'people',
  'how large is it',
  'describe it',
  'transcribe it',
  'which',
  'the recording',
  'the picture',
] as const

/** One line for each concept, with what stands for it parted by slashes. */
const words: Readonly<Record<string, string>> = {
  es: `
is there = dime si hay/di si hay/decirme si hay/dime si aparece/dime si sale
animal = animales/animal
vehicle = vehículo/vehículos
people = personas/gente
how large is it = su tamaño/sus dimensiones/cuánto mide
how long is it = cuánto duran/cuánto tiempo duran
describe it = descríbelo/descríbela/descríbelos/descríbelas
transcribe it = transcríbelo/transcríbela/transcríbelos/transcríbelas
which = cuál/cuáles
none of the pictures = ninguna foto/ninguna imagen/ninguna de las fotos/ninguna de las imágenes/ninguna de estas fotos
longer = más larga/más largo
shorter = más corta/más corto
larger = más grande
smaller = más pequeña/más pequeño
longer than = dura más de/duran más de/dura más que/más larga que/más largo que
wider than = más ancha que/más ancho que/más ancha de/más ancho de
taller than = más alta que/más alto que/más alta de
the others = las otras/los otros/las demás/los demás
in which = en las que/en los que/donde aparece/donde hay/donde sale
first = primera/primero/primer
second = segunda/segundo
third = tercera/tercero/tercer
last = última/último
both = ambas/ambos/las dos/los dos
ignore = ignora/ignore/omite/salta
wider = más ancha/más ancho
taller = más alta/más alto
how long is it = cuánto tiempo dura/cuánto tiempo es/cuántos segundos dura/de qué duración es
how wide is = qué ancho tiene/qué anchura tiene/cuánto mide de ancho/cómo de ancha es
how tall is = qué alto tiene/qué altura tiene/cuánto mide de alto/cómo de alta es
background color = color de fondo/color del fondo/color tiene el fondo
objects = objetos/objeto
what animal = qué animal/qué animales/cuál animal
the other one = la otra/el otro
the recording = el audio/la grabación de voz/el clip de voz/la nota de audio
the picture = la imagen/el dibujo
`,
  fr: `
show me = montre uniquement/montre seulement/montre juste/affiche seulement/affiche uniquement
how many = combien
is there = dis s'il y a/dis-moi s'il y a/dites-moi s'il y a/me dire s'il y a/dire s'il y a
animal = animaux/animal/bête
vehicle = véhicules/véhicule
people = personnes/gens
how large is it = sa taille/ses dimensions/leur taille
how long is it = combien de temps durent/sa durée
describe it = décris-le/décris-la/décris-les/décrivez-la/décrivez-le/décrivez-les
transcribe it = transcris-le/transcris-la/transcris-les
which = laquelle/lequel/lesquels/lesquelles
none of the pictures = aucune photo/aucune image/aucune des photos/aucune des images/aucune de ces photos/aucune de ces images
longer = plus longue/plus long
shorter = plus courte/plus court
larger = plus grande/plus grand
smaller = plus petite/plus petit
longer than = dure plus de/durent plus de/plus longue que/plus long que/dure plus longtemps que
wider than = plus large que/plus large de
taller than = plus haute que/plus haut que
the others = les autres
in which = sur lesquelles/dans lesquelles/dans lesquels/sur lesquels/où l'on voit/où il y a/où on voit
first = premier/première
second = deuxième/second/seconde
third = troisième
last = dernier/dernière
both = les deux/toutes les deux/tous les deux
ignore = ignore/ignorez/saute
wider = plus large
taller = plus haute/plus haut
how long is it = combien de temps dure-t-il/combien de temps dure-t-elle/combien de temps ça dure/quelle est sa durée/combien de secondes dure
how wide is = quelle largeur fait/quelle est la largeur de
how tall is = quelle hauteur fait/quelle est la hauteur de
background color = couleur de fond/couleur du fond/couleur de l'arrière-plan
objects = objets/objet/choses
what animal = quel animal/quels animaux
the other one = l'autre
the recording = l'audio/le mémo vocal/la note vocale/le message vocal/ce message vocal/le vocal/l'enregistrement/cet enregistrement
the picture = l'image/cette image/le dessin
`,
  de: `
in english = auf englisch
in german = auf deutsch
in french = auf französisch
in spanish = auf spanisch
in italian = auf italienisch
in russian = auf russisch
in polish = auf polnisch
in portuguese = auf portugiesisch
in dutch = auf niederländisch
in turkish = auf türkisch
in chinese = auf chinesisch
in japanese = auf japanisch
is there = sag mir ob da/sag mir, ob es/sag mir ob es
animal = tiere/tieren/tier/tiers
vehicle = fahrzeuge/fahrzeugen/fahrzeug
people = personen/leute/menschen
how large is it = seine größe/ihre größe/die abmessungen
how long is it = wie lange dauern/wie lang sind
describe it = beschreib es/beschreibe es/beschreib sie/beschreibe sie
transcribe it = transkribiere sie/transkribiere es/schreib es auf/schreib sie auf
which = welche/welches/welcher/welchen/welchem
none of the pictures = kein bild/keines der bilder/keins der bilder/keinem bild/keinem der bilder/keines der fotos/kein foto/keinem foto/keinem der fotos
longer = länger/längere/längeren/längeres/längerer
shorter = kürzer/kürzere/kürzeren/kürzeres/kürzerer
larger = größer/größere/größeren/größeres/größerer
smaller = kleiner/kleinere/kleineren/kleineres/kleinerer
longer than = dauert mehr als/dauert länger als/geht länger als
wider than = breiter als
taller than = höher als
the others = die anderen/den anderen/die übrigen/die restlichen/der rest
in which = auf denen/in denen/auf welchen/in welchen
first = erste/ersten/erster/erstes/erstem
second = zweite/zweiten/zweiter/zweites/zweitem
third = dritte/dritten/dritter/drittes/drittem
last = letzte/letzten/letzter/letztes/letztem
both = beide/beiden/beidem/alle beide
ignore = ignoriere/ignorier/lass weg/überspringe
wider = breiter
taller = höher
widest = breiteste/breitesten/am breitesten
tallest = höchste/höchsten/am höchsten
how long is it = wie lange dauert es/wie lange dauert sie/wie lange geht es/wie viele sekunden dauert/wie lange es dauert/wie lange sie dauert/wie lang sie ist
how wide is = wie breit ist
how tall is = wie hoch ist
background color = hintergrundfarbe/farbe des hintergrunds/farbe des hintergrundes/farbe vom hintergrund
objects = gegenstände/gegenstand/objekte/objekt/dinge
what animal = welches tier/was für ein tier/welche tiere
the other one = die andere/das andere/der andere/den anderen
the recording = die aufnahme/der aufnahme/das memo/die sprachnachricht/die sprachnotiz/der sprachnachricht/das sprachmemo
the picture = das bild/dem bild/das foto/dem foto/der aufnahme des bildes
`,
  pt: `
is there = diga se há/diga se tem/me diga se há/me diga se tem/diz-me se há/dizer se há/dizer se tem
animal = animais/animal/bicho/bichos
vehicle = veículos/veículo
people = pessoas/gente
how large is it = seu tamanho/tamanho dela/tamanho dele/as dimensões
how long is it = quanto tempo duram/quanto duram
describe it = descreva-a/descreva-o/descreva-as/descreva-os/descreve-a/descreve-o
transcribe it = transcreva-a/transcreva-o/transcreva-as/transcreve-a
which = qual/quais
none of the pictures = nenhuma foto/nenhuma imagem/nenhuma das fotos/nenhuma das imagens/nenhuma destas fotos
longer = mais longa/mais longo/mais comprida
shorter = mais curta/mais curto
larger = maior
smaller = menor/mais pequena
longer than = dura mais de/dura mais que/duram mais de/dura mais do que/mais longa que/mais longa do que
wider than = mais larga que/mais larga do que/mais largo que/mais largo do que
taller than = mais alta que/mais alta do que
the others = as outras/os outros/as demais/os demais
in which = em que/nas quais/nos quais/onde aparece/onde há
first = primeira/primeiro
second = segunda/segundo
third = terceira/terceiro
last = última/último
both = ambas/ambos/as duas/os dois
ignore = ignore/ignora/pule
wider = mais larga/mais largo
taller = mais alta/mais alto
how long is it = quanto tempo tem/quanto tempo ela dura/quanto tempo ele dura/quantos segundos dura/quantos segundos tem/qual a duração/qual é a duração
how wide is = qual é a largura de/qual a largura de/qual a largura da
how tall is = qual é a altura de/qual a altura de/qual a altura da
background color = cor de fundo/cor do fundo
objects = objetos/objeto/coisas
what animal = que animal/qual animal/quais animais/que bicho/qual bicho
the other one = a outra/o outro
the recording = o áudio/a gravação/a mensagem de voz/a nota de voz/o memorando
the picture = a imagem/a foto/a figura
`,
  it: `
is there = dimmi se c'è/dimmi se ci sono/dirmi se c'è/dire se c'è
animal = animali/animale
vehicle = veicoli/veicolo
people = persone/gente
how large is it = la sua dimensione/le sue dimensioni/le dimensioni
how long is it = quanto durano
describe it = descrivilo/descrivila/descrivili/descrivile
transcribe it = trascrivilo/trascrivila/trascrivili/trascrivile
which = quale/quali
none of the pictures = nessuna foto/nessuna immagine/nessuna delle foto/nessuna delle immagini/nessuna di queste foto
longer = più lunga/più lungo
shorter = più corta/più corto/più breve
larger = più grande
smaller = più piccola/più piccolo
longer than = dura più di/durano più di/più lunga di/più lungo di
wider than = più larga di/più largo di
taller than = più alta di/più alto di
the others = le altre/gli altri
in which = in cui/nelle quali/nei quali/su cui/dove c'è
first = prima/primo
second = seconda/secondo
third = terza/terzo
last = ultima/ultimo
both = entrambe/entrambi/tutte e due/tutti e due/le due foto/i due
ignore = ignora/ignori/salta
wider = più larga/più largo
taller = più alta/più alto
how long is it = quanto tempo dura/quanti secondi dura/qual è la durata/quanto è lungo
how wide is = quanto è larga/quanto è largo/qual è la larghezza di
how tall is = quanto è alta/quanto è alto/qual è l'altezza di
background color = colore di sfondo/colore dello sfondo
objects = oggetti/oggetto/cose
what animal = che animale/quale animale/quali animali/che animali
the other one = l'altra/l'altro
the recording = l'audio/la registrazione/il messaggio vocale/la nota vocale/il vocale
the picture = l'immagine/la foto/la fotografia
`,
  nl: `
is there = zeg me of er/zeg of er/vertel me of er/zeggen of er
animal = dieren/dier
vehicle = voertuigen/voertuig
people = personen/mensen
how large is it = de grootte/de afmetingen
how long is it = hoe lang duren/hoe lang zijn
describe it = beschrijf het/beschrijf hem/beschrijf ze
transcribe it = schrijf het uit/transcribeer het/transcribeer ze
which = welke/welk
none of the pictures = geen enkele foto/geen van de foto's/geen enkel plaatje/geen van de plaatjes
longer = langer/langere
shorter = korter/kortere
larger = groter/grotere
smaller = kleiner/kleinere
longer than = duurt meer dan/duurt langer dan/langer dan
wider than = breder dan
taller than = hoger dan
the others = de anderen/de andere foto's/de rest
in which = waarop/waarin
first = eerste
second = tweede
third = derde
last = laatste
both = beide/allebei/alle twee/beiden
ignore = negeer/sla over
wider = breder
taller = hoger
widest = breedste/het breedst
tallest = hoogste/het hoogst
how long is it = hoe lang duurt het/hoe lang duurt hij/hoe lang is het/hoeveel seconden duurt/wat is de lengte van/hoe lang het duurt
how wide is = hoe breed is
how tall is = hoe hoog is
background color = achtergrondkleur/kleur van de achtergrond
objects = objecten/object/voorwerpen/voorwerp/dingen
what animal = welk dier/welke dieren/wat voor dier
the other one = de andere/het andere
the recording = de opname/de audio/het spraakbericht/de spraakmemo/het geluidsfragment
the picture = de foto/het plaatje/de afbeelding
`,
  pl: `
animal = zwierzę/zwierzęta/zwierząt/zwierzęciem/zwierzętami
vehicle = pojazd/pojazdy/pojazdów
people = ludzie/osoby/osób/ludzi
how large is it = jego rozmiar/jakie ma wymiary/rozmiar
how long is it = jak długie są/ile trwają/jak długo trwają
describe it = opisz je/opisz go/opisz ją
transcribe it = przepisz je/przepisz ją
which = które/który/która/którym/których
none of the pictures = żadne zdjęcie/żadnym zdjęciu/żadne ze zdjęć/żadnym ze zdjęć/żaden obrazek/żadnym obrazku
what = jakie/jaki/jaka/jakich
longer = dłuższe/dłuższy/dłuższa/dłuższą/dłużej
shorter = krótsze/krótszy/krótsza/krótszą
larger = większe/większy/większa/większą
smaller = mniejsze/mniejszy/mniejsza/mniejszą
longer than = trwa dłużej niż/trwa ponad/dłuższe niż/trwa więcej niż
two = dwie/dwóch/dwa
wider than = szersze niż/szerszy niż/szersza niż
taller than = wyższe niż/wyższy niż
the others = pozostałe/inne/reszta/resztę
in which = na których/w których
first = pierwszy/pierwsza/pierwsze/pierwszą/pierwszej/pierwszego/pierwszym
second = drugi/druga/drugie/drugą/drugiej/drugiego/drugim
third = trzeci/trzecia/trzecie/trzecią/trzeciej/trzeciego/trzecim
last = ostatni/ostatnia/ostatnie/ostatnią/ostatniej/ostatniego/ostatnim
both = oba/obie/oboje/obu/obydwu/obydwa
ignore = zignoruj/pomiń
wider = szersze/szerszy/szersza
taller = wyższe/wyższy/wyższa
widest = najszersze/najszerszy/najszersza
tallest = najwyższe/najwyższy/najwyższa
how long is it = ile trwa/jak długo trwa/ile sekund trwa/jak długie jest/jaka jest długość
how wide is = jaka jest szerokość/jak szerokie jest
how tall is = jaka jest wysokość/jak wysokie jest
background color = kolor tła/koloru tła
objects = przedmioty/przedmiot/przedmiotów/obiekty/obiekt/obiektów/rzeczy
what animal = jakie zwierzę/jakie zwierzęta/które zwierzę
the other one = to drugie/ten drugi/ta druga
the recording = nagranie/nagrania/wiadomość głosowa/notatka głosowa
the picture = zdjęcie/obrazek/obraz
`,
  tr: `
animal = hayvan/hayvanlar/hayvanı/hayvanları
vehicle = araç/araçlar/taşıt
people = insanlar/kişi/kişiler/insan
how large is it = boyutu ne/boyutları ne/boyutu nedir
how long is it = ne kadar sürüyorlar
describe it = onu anlat/onları anlat
transcribe it = onu yazıya dök/onları yazıya dök
which = hangisi/hangi/hangileri/hangisinde
none of the pictures = hiçbir resimde/hiçbir fotoğrafta/hiçbir resim/resimlerin hiçbirinde/fotoğrafların hiçbirinde
longer = daha uzun
shorter = daha kısa
larger = daha büyük
smaller = daha küçük
longer than = saniyeden uzun
wider than = pikselden geniş
taller than = pikselden yüksek
the others = diğerleri/diğerlerini/ötekiler/ötekileri
in which = hangilerinde
first = ilk/birinci
second = ikinci
third = üçüncü
last = son/sonuncu
both = her iki/ikisi de/ikisinde de/her ikisinde
ignore = görmezden gel/yok say/atla
wider = daha geniş
taller = daha yüksek
widest = en geniş
tallest = en yüksek
how long is it = ne kadar sürüyor/kaç saniye sürüyor/kaç saniye/süresi ne kadar/ne kadar uzun
how wide is = genişliği ne kadar/ne kadar geniş
how tall is = yüksekliği ne kadar/ne kadar yüksek
background color = arka plan rengi/arka planın rengi/arkaplan rengi/fon rengi
objects = nesneler/nesne/nesneleri/eşyalar
what animal = hangi hayvan/hangi hayvanlar/ne hayvanı
the other one = diğeri/öteki/öbürü
the recording = kayıt/kaydı/kaydın/ses kaydı/ses kaydını/sesli mesaj/sesli mesajı
the picture = resim/resmi/fotoğraf/fotoğrafı/görsel/görseli
`,
  ru: `
animal = животное/животные/животных/животным/животного
vehicle = транспорт/транспортное средство
people = люди/людей/человек/человека
how large is it = его размер/её размер/ее размер/какой размер
how long is it = сколько длятся/какой длины записи
describe it = опиши его/опиши её/опиши ее/опиши их
transcribe it = расшифруй её/расшифруй ее/расшифруй их
which = какая/какой/какое/какие/какую/который/которая
none of the pictures = ни на одной картинке/ни на одном фото/ни одна картинка/ни одно фото/ни одна из картинок/ни на одной из картинок/ни на одной фотографии/ни на одном изображении
longer = длиннее/дольше/подлиннее
shorter = короче
larger = больше/крупнее
smaller = меньше/мельче
longer than = длится дольше/длится более/длится больше/длиннее чем/дольше чем
two = двух/двум/двумя
three = трёх/трех/трём
wider than = шире чем/шире, чем
taller than = выше чем/выше, чем
the others = остальные/другие/остальных
in which = на которых/в которых
first = первый/первая/первое/первую/первой/первом/первого/первым
second = второй/вторая/второе/вторую/втором/второго/вторым
third = третий/третья/третье/третью/третьей/третьем/третьего
last = последний/последняя/последнее/последнюю/последней/последнем/последнего
both = оба/обе/обоих/обеих
ignore = игнорируй/пропусти
wider = шире
taller = выше
widest = самая широкая/самое широкое/самый широкий
tallest = самая высокая/самое высокое/самый высокий
how long is it = сколько длится/сколько она длится/какая длительность/какова длительность/сколько секунд длится/какой длины/как долго длится/сколько по времени
how wide is = какая ширина/какова ширина
how tall is = какая высота/какова высота
background color = цвет фона/цвет заднего фона/цвета фона
objects = предметы/предмет/предметов/объекты/объект/объектов
what animal = какое животное/какие животные/что за животное
the other one = другая/другой/другое/другую
the recording = запись/записи/голосовое/аудио/аудиозапись/голосовое сообщение/голосовом/аудиозаписи
the picture = картинка/картинку/картинке/изображение/изображении
`,
  uk: `
animal = тварина/тварини/тварин/тварину/твариною
vehicle = транспорт/транспортний засіб
people = люди/людей/людина
how large is it = його розмір/її розмір/який розмір
how long is it = скільки тривають
describe it = опиши його/опиши її/опиши їх
transcribe it = розшифруй його/розшифруй їх
which = яка/який/яке/які/котра/котрий
none of the pictures = жодне фото/на жодному фото/жодному зображенні/жодна картинка/жодній картинці
longer = довше/довша/довший
shorter = коротше/коротша/коротший
larger = більше/більша/більший
smaller = менше/менша/менший
longer than = триває довше/триває понад/довше ніж/довша за/довший за
two = двох/двома
three = трьох
wider than = ширше ніж/ширше, ніж/ширша за/ширше за
taller than = вище ніж/вище за/вища за
the others = інші/решту
in which = на яких/у яких/в яких
first = перший/перша/перше/першу/першої/першому/першого/першій
second = другий/друга/друге/другу/другої/другому/другого/другій
third = третій/третя/третє/третю/третьої/третьому/третього
last = останній/остання/останнє/останню/останньої/останньому
both = обидва/обидві/обох
ignore = ігноруй/пропусти
except = крім/окрім
wider = ширше/ширша
taller = вище/вища
widest = найширше/найширша/найширший
tallest = найвище/найвища/найвищий
longest = найдовший/найдовша/найдовше/найдовшу
shortest = найкоротший/найкоротша/найкоротше/найкоротшу
largest = найбільше/найбільша/найбільший/найбільшу
smallest = найменше/найменша/найменший/найменшу
how long is it = скільки триває/яка тривалість/скільки секунд триває/як довго триває
how wide is = яка ширина
how tall is = яка висота
background color = колір фону/колір тла/кольору фон/кольору тло
objects = предмети/предмет/предметів/об'єкти/об'єкт/речі
what animal = яка тварина/які тварини/що за тварина
the other one = інша/інший/інше/іншу
the recording = запис/запису/аудіо/аудіозапис/голосове повідомлення
the picture = картинка/картинку/зображення/світлина
`,
  sv: `
animal = djur/djuret/djuren
vehicle = fordon/fordonet
people = människor/personer
how large is it = dess storlek/hur stor är
how long is it = hur långa är/hur länge varar
describe it = beskriv den/beskriv det/beskriv dem
transcribe it = transkribera den/skriv ner den
which = vilken/vilket/vilka
none of the pictures = ingen av bilderna/ingen bild
longer = längre
shorter = kortare
larger = större
smaller = mindre
longer than = längre än/varar mer än
wider than = bredare än
taller than = högre än
the others = de andra/de övriga/resten
in which = där det finns/på vilka
first = första/förste
second = andra/andre
third = tredje
last = sista/siste
both = båda/bägge
ignore = ignorera/hoppa över
wider = bredare
taller = högre
widest = bredaste/bredast
tallest = högsta/högst
longest = längsta/längst
shortest = kortaste/kortast
largest = största/störst
smallest = minsta/minst
how long is it = hur lång är/hur länge varar/hur många sekunder är/hur lång tid tar
how wide is = hur bred är
how tall is = hur hög är
background color = bakgrundsfärg/bakgrundsfärgen/färg på bakgrunden/färg har bakgrunden/färg är bakgrunden
objects = föremål/objekt/saker
what animal = vilket djur/vilka djur/vad för djur
the other one = den övriga
the recording = inspelningen/inspelning/röstmeddelandet/ljudet/ljudfilen
the picture = bilden/fotot
`,
  id: `
animal = hewan/binatang/hewan-hewan
vehicle = kendaraan
people = orang
how large is it = ukurannya/berapa ukurannya
how long is it = berapa durasinya
describe it = jelaskan itu
transcribe it = transkripsikan itu
which = yang mana/mana
none of the pictures = tidak ada gambar/tidak satu pun gambar/tidak ada foto
longer = lebih panjang/lebih lama
shorter = lebih pendek/lebih singkat
larger = lebih besar
smaller = lebih kecil
longer than = lebih lama dari/lebih panjang dari
wider than = lebih lebar dari
taller than = lebih tinggi dari
the others = yang lainnya/sisanya
in which = yang di dalamnya ada
first = pertama/kesatu
second = kedua
third = ketiga
last = terakhir
both = keduanya/kedua-duanya
ignore = abaikan/lewati
wider = lebih lebar
taller = lebih tinggi
widest = terlebar/paling lebar
tallest = tertinggi/paling tinggi
how long is it = berapa lama/berapa detik/durasinya berapa/berapa durasi/berapa panjang rekaman
how wide is = berapa lebar/lebarnya berapa
how tall is = berapa tinggi/tingginya berapa
background color = warna latar/warna latar belakang/warna latarnya/warna latar belakangnya
objects = benda/objek/benda-benda/objek-objek
what animal = hewan apa/binatang apa/hewan apa saja
the other one = yang lain/yang satunya/yang lainnya/satunya lagi
the recording = rekaman/rekamannya/rekaman suara/pesan suara/audionya
the picture = gambar/gambarnya/fotonya
`,
  vi: `
animal = động vật/con vật/loài vật/thú
vehicle = phương tiện/xe cộ
people = người/con người
how large is it = kích thước bao nhiêu/kích thước của nó
how long is it = dài bao nhiêu
describe it = mô tả nó
transcribe it = chép lại nó
which = cái nào/tấm nào/bức nào
none of the pictures = không ảnh nào/không có ảnh nào/không bức ảnh nào
longer = dài hơn/lâu hơn
shorter = ngắn hơn
larger = lớn hơn/to hơn
smaller = nhỏ hơn/bé hơn
longer than = dài hơn so với
wider than = rộng hơn so với
taller than = cao hơn so với
the others = những cái còn lại/các ảnh còn lại/những ảnh còn lại
in which = mà trong đó có
first = thứ nhất/đầu tiên
second = thứ hai
third = thứ ba
last = cuối cùng/cuối
both = cả hai
ignore = bỏ qua
wider = rộng hơn
taller = cao hơn
widest = rộng nhất
tallest = cao nhất
how long is it = dài bao lâu/bao nhiêu giây/dài bao nhiêu giây/thời lượng/kéo dài bao lâu
how wide is = rộng bao nhiêu
how tall is = cao bao nhiêu
background color = màu nền/màu của nền/nền màu gì/phông nền màu gì
objects = đồ vật/vật thể/vật
what animal = con vật gì/con gì/loài vật nào/động vật gì/con vật nào
the other one = cái còn lại/cái kia/tấm kia/cái khác
the recording = bản ghi âm/đoạn ghi âm/bản ghi/tin nhắn thoại/đoạn âm thanh
the picture = bức ảnh/tấm ảnh/hình/bức hình/hình ảnh
`,
  ar: `
animal = حيوان/حيوانات/الحيوانات/حيوانا/الحيوان
vehicle = مركبة/مركبات/وسيلة نقل
people = أشخاص/ناس/شخص
how large is it = حجمها/أبعادها/حجمه
how long is it = مدتها/كم مدته
describe it = صفها/صفه
transcribe it = فرغه/اكتبه
which = أي/أيهما/أيها/أيتهما
none of the pictures = لا توجد صورة/ولا صورة/أي من الصور لا
background = خلفيتها/خلفيته/خلفية/الخلفية
longer = أطول
shorter = أقصر
larger = أكبر
smaller = أصغر
longer than = أطول من
wider than = أعرض من
taller than = أعلى من
the others = الأخريات/الباقي/البقية
in which = التي فيها/التي تحتوي
first = الأولى/الأول/أول
second = الثانية/الثاني
third = الثالثة/الثالث
last = الأخيرة/الأخير
both = كلا/كلتا/كلاهما
ignore = تجاهل
wider = أعرض
taller = أعلى
how long is it = كم مدة/ما مدة/كم ثانية/كم تبلغ مدة/كم طول
how wide is = كم عرض/ما عرض
how tall is = كم ارتفاع/ما ارتفاع
background color = لون الخلفية/لون خلفية
objects = أشياء/الأشياء/أغراض
what animal = أي حيوان/ما الحيوان/ما هو الحيوان/ما نوع الحيوان
the other one = الأخرى/الآخر
the recording = التسجيل/المقطع الصوتي/الرسالة الصوتية/التسجيل الصوتي
the picture = الصورة
`,
  hi: `
animal = जानवर/जानवरों/पशु
vehicle = वाहन/गाड़ी
people = लोग/लोगों/व्यक्ति
how large is it = इसका आकार/उसका आकार
how long is it = कितनी लंबी हैं
describe it = उसका वर्णन करो/उनका वर्णन करो
transcribe it = उसे लिखो/उसे लिख दो
which = कौन सी/कौन सा/किस/किन/कौनसी
none of the pictures = किसी भी तस्वीर में नहीं/किसी तस्वीर में नहीं
longer = ज़्यादा लंबी/ज्यादा लंबी/अधिक लंबी
shorter = ज़्यादा छोटी/अधिक छोटी
larger = ज़्यादा बड़ी/ज्यादा बड़ी
smaller = कम बड़ी
longer than = से लंबी/से ज़्यादा लंबी/से ज्यादा लंबी
wider than = से चौड़ी/से ज़्यादा चौड़ी/से ज्यादा चौड़ी
taller than = से ऊँची
the others = बाकी/बाक़ी
in which = जिनमें/जिन में
first = पहली/पहला/पहले
second = दूसरी/दूसरा/दूसरे
third = तीसरी/तीसरा/तीसरे
last = आखिरी/आख़िरी/अंतिम
both = दोनों
ignore = छोड़ दो/अनदेखा करो
wider = ज़्यादा चौड़ी/ज्यादा चौड़ी/अधिक चौड़ी
taller = ज़्यादा ऊँची/ज्यादा ऊंची/अधिक ऊँची
widest = सबसे चौड़ी/सबसे चौड़ा
tallest = सबसे ऊँची/सबसे ऊंची
how long is it = कितनी लंबी है/कितनी लम्बी है/कितने सेकंड/कितनी देर/कितने सेकंड की है/अवधि कितनी
how wide is = कितनी चौड़ी/चौड़ाई कितनी
how tall is = कितनी ऊँची/ऊँचाई कितनी
background color = पृष्ठभूमि का रंग/बैकग्राउंड का रंग/पृष्ठभूमि किस रंग/बैकग्राउंड किस रंग
objects = चीज़ें/चीजें/चीज़ों/वस्तुएँ/वस्तुएं
what animal = कौन सा जानवर/कौनसा जानवर/कौन से जानवर/किस जानवर
the other one = दूसरी वाली/दूसरा वाला
the recording = रिकॉर्डिंग/ऑडियो/वॉइस मैसेज/आवाज़ संदेश
the picture = तस्वीर/चित्र/फोटो/फ़ोटो
`,
  zh: `
animal = 动物
vehicle = 车辆/交通工具
people = 人/人物
how large is it = 它的尺寸/它多大/尺寸多大
how long is it = 它有多长
describe it = 描述它
transcribe it = 转写它
which = 哪个/哪一个/哪张/哪一张/哪段/哪些
none of the pictures = 没有一张图片/没有一张照片
longer = 更长/比较长
shorter = 更短/比较短
larger = 更大/比较大
smaller = 更小/比较小
longer than = 长于/超过
wider than = 宽于
taller than = 高于
the others = 其他的/其余的/其他图片
in which = 哪些里有
first = 第一张/第一个/第一段/第一
second = 第二张/第二个/第二段/第二
third = 第三张/第三个/第三段/第三
last = 最后一张/最后一个/最后一段/最后
both = 两张都/两个都/两者都
ignore = 忽略/跳过
wider = 更宽/比较宽
taller = 更高/比较高
widest = 最宽
tallest = 最高
how long is it = 有多长/多长时间/多少秒/时长/几秒
how wide is = 有多宽/多宽
how tall is = 有多高/多高
background color = 背景颜色/背景的颜色/背景是什么颜色/背景色
objects = 物体/物品/东西
what animal = 什么动物/哪种动物/哪些动物/是什么动物
the other one = 另一个/另一张/另外一张/另一段/另外一个
the recording = 录音/音频/语音/语音消息
the picture = 图片/图像/照片
`,
  ja: `
animal = 動物
vehicle = 乗り物
people = 人
how large is it = そのサイズ/サイズは
how long is it = それは何秒
describe it = それを説明して
transcribe it = それを文字起こしして
which = どれ/どちら/どっち/どの
none of the pictures = どの写真にも/どの画像にも
longer = より長い/もっと長い/の方が長い
shorter = より短い/もっと短い/の方が短い
larger = より大きい/もっと大きい
smaller = より小さい/もっと小さい
longer than = 秒より長い
wider than = より広い
taller than = より高い
the others = 他の画像/残り/その他/他の写真
in which = が写っている写真の
first = 最初の/一枚目/1枚目/一番目/一つ目
second = 二枚目/2枚目/二番目/二つ目/2番目
third = 三枚目/3枚目/三番目/三つ目/3番目
last = 最後の
both = 両方/どちらも/二枚とも/両方の
ignore = 無視して/飛ばして
wider = もっと幅が広い/より幅が広い
taller = より高さがある
widest = 一番幅が広い/最も幅が広い
tallest = 一番高さがある
longest = 一番長い/最も長い/最長の
shortest = 一番短い/最も短い/最短の
how long is it = どのくらいの長さ/何秒/長さは/長さはどれくらい/どれくらいの長さ
how wide is = 幅はどのくらい/幅はいくつ
how tall is = 高さはどのくらい/高さはいくつ
background color = 背景の色/背景色/背景は何色
objects = 物体/物/もの
what animal = 何の動物/どんな動物/どの動物/動物は何
the other one = もう一枚/もう一つ/もうひとつ/もう一方
the recording = 録音/音声/ボイスメモ/ボイスメッセージ
the picture = 画像/写真
`,
  ko: `
animal = 동물
vehicle = 탈것/차량
people = 사람/사람들
how large is it = 크기가 얼마/크기는
how long is it = 그건 몇 초
describe it = 그걸 설명해
transcribe it = 그걸 받아써
which = 어느 게/어떤 게/어느 쪽/어느
none of the pictures = 어느 사진에도/어떤 사진에도
longer = 더 긴/더 길어
shorter = 더 짧은/더 짧아
larger = 더 큰/더 커
smaller = 더 작은/더 작아
longer than = 초보다 긴/초보다 길
wider than = 보다 넓
taller than = 보다 높
the others = 나머지 사진/다른 것들
in which = 이 있는 사진의
first = 첫 번째/첫번째
second = 두 번째/두번째
third = 세 번째/세번째
last = 마지막
both = 둘 다/두 사진 모두/양쪽 다
ignore = 무시하고/빼고/건너뛰고
wider = 더 넓은
taller = 더 높은
widest = 가장 넓은/제일 넓은
tallest = 가장 높은/제일 높은
which = 어느 거/어떤 거/어느 것/어떤 것/어느 건가
how long is it = 얼마나 길/몇 초/길이가 얼마/길이는 얼마
how wide is = 너비가 얼마/얼마나 넓
how tall is = 높이가 얼마/얼마나 높
background color = 배경색/배경 색/배경 색깔/배경은 무슨 색/배경이 무슨 색
objects = 물건/물체/사물
what animal = 무슨 동물/어떤 동물/동물은 뭐/동물이 뭐
the other one = 다른 하나/나머지 하나/다른 거/다른 것/나머지
the recording = 녹음/음성/음성 메모/음성 메시지
the picture = 사진/그림/이미지
`,
  bn: `
wider = চওড়া
taller = উঁচু
how long is it = কত লম্বা/কতক্ষণ/কত সেকেন্ড/কতক্ষণের/দৈর্ঘ্য কত
how wide is = কত চওড়া/প্রস্থ কত
how tall is = কত উঁচু/উচ্চতা কত
background color = পটভূমির রঙ/পটভূমির রং/ব্যাকগ্রাউন্ডের রং/পেছনের রং/পটভূমি কী রঙের/পটভূমি কোন রঙের
what color is = কোন রঙের/কী রঙের/কী রং
background = পটভূমি/ব্যাকগ্রাউন্ড/পটভূমিতে
objects = বস্তু/জিনিস/জিনিসগুলো/বস্তুগুলি
what animal = কোন প্রাণী/কী প্রাণী/কোন পশু
the other one = অন্যটি/অন্যটা/আরেকটি
first = প্রথম/প্রথমটি
second = দ্বিতীয়/দ্বিতীয়টি
third = তৃতীয়
last = শেষ
both = দুটি ছবিতেই/দুটোতেই/উভয়/উভয় ছবিতে/দুই ছবিতেই
all = সব/সবগুলো/সকল/প্রতিটি/সমস্ত
ignore = বাদ দাও/বাদ দিন/উপেক্ষা করুন
longer than = এর চেয়ে লম্বা
wider than = এর চেয়ে চওড়া
taller than = এর চেয়ে উঁচু
the others = অন্যগুলো/বাকিগুলো/বাকি
in which = যেগুলোতে/যেখানে/যে ছবিতে/যাতে/যেসব
none of the pictures = কোনো ছবিতেই/কোনো ছবিতে
longer = বেশি লম্বা/দীর্ঘতর/বেশি দীর্ঘ
shorter = ছোট রেকর্ডিং/কম লম্বা
larger = বেশি বড়/বৃহত্তর/বড়
smaller = ছোট/ক্ষুদ্রতর
animal = প্রাণী/পশু/জন্তু
vehicle = যানবাহন/গাড়ি ঘোড়া
people = মানুষ/লোক/লোকজন
how large is it = কত বড়/আকার কত
describe it = এটি বর্ণনা করো/এটি বর্ণনা করুন/সেটি বর্ণনা করো
transcribe it = এটি লিখে দাও/এটি প্রতিলিপি করো/সেটি লিখে দাও/এটি লিখে দিন
which = কোন/কোনটি/কোনটা/কোনগুলো
the recording = রেকর্ডিংটি/অডিওটি/রেকর্ডিংয়ে/রেকর্ডিংটা
recordings = রেকর্ডিংগুলো/রেকর্ডিংগুলি
the picture = ছবিটি/ছবিটা/ছবিতে
pictures = ছবিগুলো/ছবিগুলি/ছবিগুলোর/ছবিগুলোতে
picture = ছবির/ছবি/ছবিটির
if = যদি/হলে
if no = না থাকলে/যদি না থাকে
is there = থাকে/আছে/দেখা যায়/আছে কি/থাকলে
otherwise = নইলে/নাহলে/অন্যথায়/না হলে/তা না হলে
unless = যদি না
only = শুধু/কেবল/শুধুমাত্র
no = নেই/নাই/কোনো নয়
not = না/নয়
without = ছাড়া
except = বাদে
mentions = উল্লেখ আছে/উল্লেখ করা হয়েছে/কথা বলা হয়েছে/কথা আছে/উল্লেখ করে/নিয়ে কথা
shows = দেখাচ্ছে/দেখায়/রয়েছে
and = ও/আর
or = বা/নাকি/কিংবা
transcribe = লিখো/লিখুন/লেখো/প্রতিলিপি করো
describe = বর্ণনা দাও/বর্ণনা দিন
classify = শ্রেণীবদ্ধ করো/শ্রেণিবদ্ধ করো
categories = শ্রেণি/বিভাগ/বিভাগগুলির/শ্রেণীর/লেবেল
label = লেবেল দাও/লেবেল দিন
sort = সাজাও/সাজান
by size = আকার অনুযায়ী/আকার অনুসারে
largest first = বড় থেকে ছোট
smallest first = ছোট থেকে বড়
yes or no = হ্যাঁ বা না/হ্যাঁ অথবা না
answer = উত্তর দাও/উত্তর দিন
in how many = কয়টি ছবিতে/কতগুলো ছবিতে
how many = কতগুলি/কতগুলো/কয়টা
how long is = কত সেকেন্ডের
`,
  ur: `
wider = چوڑی/چوڑا
taller = اونچی/اونچا
how long is it = کتنی لمبی/کتنا لمبا/کتنے سیکنڈ/کتنی دیر/دورانیہ کیا
how wide is = کتنی چوڑی/کتنا چوڑا/چوڑائی کتنی
how tall is = کتنی اونچی/اونچائی کتنی
background color = پس منظر کا رنگ/بیک گراؤنڈ کا رنگ/پس منظر کس رنگ
what color is = کس رنگ کا/کس رنگ کی/کون سا رنگ/رنگ کیا
background = پس منظر/بیک گراؤنڈ
objects = چیزیں/اشیاء/چیز
what animal = کون سا جانور/کونسا جانور
the other one = دوسری والی/دوسرا والا
first = پہلی/پہلا/پہلے
second = دوسری/دوسرا/دوسرے
third = تیسری/تیسرا/تیسرے
last = آخری
both = دونوں
all = تمام/سب/ہر/سبھی
ignore = نظر انداز کرو/چھوڑ دو/نظر انداز کریں
longer than = سے زیادہ لمبی/سے لمبی
wider than = سے زیادہ چوڑی/سے چوڑی
taller than = سے زیادہ اونچی/سے اونچی
the others = باقی/دوسروں
in which = جن میں/جس میں/جہاں
none of the pictures = کسی تصویر میں/کسی بھی تصویر میں
longer = زیادہ لمبی/لمبی
shorter = زیادہ چھوٹی
larger = زیادہ بڑی/بڑی
smaller = چھوٹی
animal = جانور/جانوروں
vehicle = گاڑیاں/سواری
people = لوگ/افراد/انسان
how large is it = کتنی بڑی/کتنا بڑا/سائز کیا
describe it = اسے بیان کرو/اسے بیان کریں/اس کی وضاحت کریں
transcribe it = اسے لکھو/اسے لکھیں/اسے تحریر کریں
which = کون سی/کون سا/کونسی/کس/کونسا/کن
the recording = ریکارڈنگ/آواز
recordings = ریکارڈنگز/ریکارڈنگوں
the picture = تصویر
pictures = تصویروں/تصاویر/تصویریں
if = اگر
if no = اگر نہیں/اگر نہ ہو
is there = ہے/ہیں/ہو/موجود/نظر آتا/نظر آتی/کیا/نظر آ رہا
otherwise = ورنہ/بصورت دیگر/نہیں تو
unless = جب تک
only = صرف/فقط
no = نہیں/کوئی نہیں
not = نہ
without = بغیر
except = سوائے/علاوہ
mentions = ذکر/بات ہوتی/بات کی گئی/کا ذکر
shows = دکھاتی/دکھاتا/دکھائی
and = و
transcribe = لکھو/لکھ دیں/تحریر کرو
describe = بیان کرو/وضاحت کرو
classify = درجہ بندی کرو/زمرہ بندی کریں
categories = زمرے/زمروں/لیبل/اقسام
label = لیبل لگائیں
sort = ترتیب دیں/ترتیب دو
by size = سائز کے لحاظ سے/سائز کے مطابق
largest first = بڑی سے چھوٹی
smallest first = چھوٹی سے بڑی
yes or no = ہاں یا نہیں/ہاں یا نہ
answer = جواب دیں/جواب دو
how long is = کتنے سیکنڈ کی
how many = کتنا
`,
}

/** The lines of a lexicon for what every language has words for. */
export const commonIn = (language: string): string => linesOf(wordsOf(language))

const wordsOf = (language: string): string | undefined => words[language] ?? wholeOf(language)?.words

/** The languages that have them, and the concepts that a language has no words for. */
export const lackingIn = (language: string): string[] => {
  const own = new Set((wordsOf(language) ?? '').split('\n').map((line) => line.split(' = ')[0]))
  return commonConcepts.filter((concept) => !own.has(concept))
}
