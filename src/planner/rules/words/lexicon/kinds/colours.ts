import { wholeOf } from '../whole/wholes.js'
import { linesInOrder } from './lines.js'

/** Colours, in the order of the lines of `names`. The forms of each are parted by slashes. */
const english = [
  'red',
  'green',
  'blue',
  'yellow',
  'orange',
  'purple',
  'pink',
  'brown',
  'black',
  'white',
  'gray',
]

const names: Readonly<Record<string, string>> = {
  es: 'rojo/roja/rojos,verde/verdes,azul/azules,amarillo/amarilla,naranja/anaranjado,morado/morada/violeta,rosa/rosado/rosada,marrón/café,negro/negra,blanco/blanca/blancos/blancas,gris/grises',
  fr: 'rouge/rouges,vert/verte/verts,bleu/bleue/bleus,jaune/jaunes,orange/orangé,violet/violette/mauve,rose/roses,marron/brun/brune,noir/noire,blanc/blanche/blancs,gris/grise',
  de: 'rot/roten/roter/rotes/rotem/rote,grün/grünen/grüner/grünes/grünem/grüne,blau/blauen/blauer/blaues/blauem/blaue,gelb/gelben/gelber/gelbes/gelbem/gelbe,orangefarben/orangen/orangener,lila/violett/violetten,rosa/pink/rosafarbenen,braun/braunen/brauner/braunes/braunem/braune,schwarz/schwarzen/schwarzer/schwarzes/schwarzem/schwarze,weiß/weißen/weißer/weißes/weißem/weiße/weiss/weissen,grau/grauen/grauer/graues/grauem/graue',
  pt: 'vermelho/vermelha,verde/verdes,azul/azuis,amarelo/amarela,laranja/alaranjado,roxo/roxa,rosa/cor-de-rosa,marrom/castanho/castanha,preto/preta,branco/branca/brancos,cinza/cinzento/cinzenta',
  it: 'rosso/rossa/rossi,verde/verdi,blu/azzurro/azzurra,giallo/gialla,arancione/arancio,viola,rosa,marrone/marroni,nero/nera,bianco/bianca/bianchi,grigio/grigia',
  nl: 'rood/rode,groen/groene,blauw/blauwe,geel/gele,oranje,paars/paarse,roze,bruin/bruine,zwart/zwarte,wit/witte,grijs/grijze',
  pl: 'czerwony/czerwone/czerwona/czerwonym/czerwonego,zielony/zielone/zielona/zielonym,niebieski/niebieskie/niebieska/niebieskim,żółty/żółte/żółta/żółtym,pomarańczowy/pomarańczowe/pomarańczowym,fioletowy/fioletowe/fioletowym,różowy/różowe/różowym,brązowy/brązowe/brązowym,czarny/czarne/czarna/czarnym,biały/białe/biała/białym,szary/szare/szara/szarym',
  tr: 'kırmızı,yeşil,mavi,sarı,turuncu,mor,pembe,kahverengi,siyah,beyaz,gri',
  vi: 'màu đỏ/đỏ,màu xanh lá/xanh lá cây/xanh lá,màu xanh dương/xanh dương/xanh lam/màu xanh da trời,màu vàng/vàng,màu cam,màu tím/tím,màu hồng/hồng,màu nâu/nâu,màu đen/đen,màu trắng/trắng,màu xám/xám',
  id: 'merah,hijau,biru,kuning,jingga/oranye,ungu,merah muda,cokelat/coklat,hitam,putih,abu-abu',
  sv: 'röd/rött/röda,grön/grönt/gröna,blå/blått/blåa,gul/gult/gula,orange,lila,rosa,brun/brunt/bruna,svart/svarta,vit/vitt/vita,grå/grått/gråa',
  ru: 'красный/красном/красным/красная/красного/красное,зелёный/зеленый/зелёном/зеленом/зелёным/зеленым,синий/синем/синим/голубой/голубом/голубым,жёлтый/желтый/жёлтом/желтом/жёлтым,оранжевый/оранжевом/оранжевым,фиолетовый/фиолетовом/фиолетовым,розовый/розовом/розовым,коричневый/коричневом/коричневым,чёрный/черный/чёрном/черном/чёрным,белый/белом/белым/белая/белого,серый/сером/серым',
  zh: '红色/红,绿色/绿,蓝色/蓝,黄色/黄,橙色/橘色,紫色/紫,粉色/粉红色,棕色/褐色,黑色/黑,白色/白,灰色/灰',
  ja: '赤い/赤/赤色,緑/緑色,青い/青/青色,黄色い/黄色,オレンジ/オレンジ色/橙色,紫/紫色,ピンク/ピンク色,茶色/茶色い,黒い/黒/黒色,白い/白/白色,灰色/グレー',
  ko: '빨간색/빨간/붉은,초록색/녹색/초록,파란색/파란/푸른,노란색/노란,주황색/주황,보라색/보라,분홍색/핑크색,갈색,검은색/검정색/검은,흰색/하얀색/하얀/흰,회색',
  hi: 'लाल,हरा/हरी/हरे,नीला/नीली/नीले,पीला/पीली/पीले,नारंगी,बैंगनी,गुलाबी,भूरा/भूरी/भूरे,काला/काली/काले,सफेद/सफ़ेद,स्लेटी/धूसर',
  bn: 'লাল,সবুজ,নীল,হলুদ,কমলা,বেগুনি,গোলাপি,বাদামি,কালো,সাদা,ধূসর',
  ar: 'أحمر/حمراء,أخضر/خضراء,أزرق/زرقاء,أصفر/صفراء,برتقالي/برتقالية,بنفسجي/بنفسجية,وردي/وردية,بني/بنية,أسود/سوداء,أبيض/بيضاء,رمادي/رمادية',
  ur: 'سرخ/لال,سبز/ہرا,نیلا/نیلی/نیلے,پیلا/پیلی/پیلے,نارنجی,جامنی,گلابی,بھورا/بھوری/بھورے,کالا/کالی/کالے/سیاہ,سفید,سرمئی',
}

/** The word for a color, for that of a background, and what asks for it. */
const nouns: Readonly<Record<string, readonly [color: string, ofBackground: string, asked?: string]>> = {
  es: [
    'color',
    'color de fondo/color del fondo',
    'cuál es el color de/cuál es el color del/qué color es/qué color tiene',
  ],
  fr: ['couleur', 'couleur de fond/couleur du fond', "quelle est la couleur/c'est quoi la couleur"],
  de: ['farbe', 'hintergrundfarbe', 'was ist die farbe/welche farbe ist/welche farbe'],
  pt: ['cor', 'cor de fundo/cor do fundo', 'qual é a cor/que cor é'],
  it: ['colore', 'colore di sfondo/colore dello sfondo', 'qual è il colore/che colore è'],
  nl: ['kleur', 'achtergrondkleur', 'wat is de kleur van/wat is de kleur/welke kleur is'],
  pl: ['kolor/koloru/kolorze', 'kolor tła', 'jaki jest kolor/jaki kolor'],
  tr: ['renk/rengi/renkten', 'arka plan rengi', 'rengi ne/rengi nedir/ne renktir'],
  vi: ['màu sắc', 'màu nền'],
  id: ['warna', 'warna latar/warna latar belakang', 'warnanya apa'],
  sv: ['färg/färgen', 'bakgrundsfärg/bakgrundsfärgen', 'vad är färgen på/vilken färg'],
  ru: ['цвет/цвете/цвета', 'цвет фона', 'какой цвет'],
  uk: ['колір/кольору', 'колір фону/колір тла', 'якого кольору/який колір'],
  zh: ['颜色', '背景颜色/背景色'],
  ja: ['', '背景色/背景の色'],
  ko: ['색깔/색상', '배경색'],
  hi: ['रंग', 'पृष्ठभूमि का रंग', 'का रंग क्या है'],
  bn: ['রঙ', 'পটভূমির রঙ'],
  ar: ['لون/اللون', 'لون الخلفية', 'ما هو لون/ما لون'],
  ur: ['رنگ', 'پس منظر کا رنگ'],
}

const nounsIn = (language: string): string[] =>
  linesInOrder(['color', 'background color', 'what color is'], nouns[language] ?? [])

/** The lines of a lexicon for colours. */
export const coloursIn = (language: string): string =>
  [...nounsIn(language), ...colourLines(language)].join('\n')

const colourLines = (language: string): string[] =>
  linesInOrder(english, (names[language] ?? wholeOf(language)?.colours)?.split(',') ?? [])
