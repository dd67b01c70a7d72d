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
  'the recording',
  'the picture',
] as const

/** One line for each concept, with what stands for it parted by slashes. */
const words: Readonly<Record<string, string>> = {
  es: `
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
}

/** The lines of a lexicon for what every language has words for. */
export const commonIn = (language: string): string => linesOf(words[language])

/** The languages that have them, and the concepts that a language has no words for. */
export const lackingIn = (language: string): string[] => {
  const own = new Set((words[language] ?? '').split('\n').map((line) => line.split(' = ')[0]))
  return commonConcepts.filter((concept) => !own.has(concept))
}
