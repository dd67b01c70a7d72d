import { linesInOrder } from './lines.js'

/**
 * How things stand to each other, and the word for having sent files, in the order of the lines of `names`; their forms are parted by
 * slashes. Languages that say the place behind the thing have only the last.
 */
const english = 'left of,right of,above,below,sent'.split(',')

const names: Readonly<Record<string, string>> = {
  es: 'a la izquierda de/a la izquierda del,a la derecha de/a la derecha del,encima de/encima del/por encima de/por encima del,debajo de/debajo del/por debajo de/por debajo del,te he enviado/he enviado/te envié/envié/te he mandado/te mandé/mandé/he mandado/he subido/subí/he adjuntado/adjunté',
  fr: "à gauche de/à gauche du/à gauche d'une/à gauche d'un/à gauche d',à droite de/à droite du/à droite d'une/à droite d'un/à droite d',au-dessus de/au-dessus du/au-dessus d'une/au-dessus d'un/au-dessus d',en dessous de/en dessous du/en dessous d'une/en dessous d'un/en dessous d'/au-dessous de/au-dessous d'une/au-dessous d'un/au-dessous d',t'ai-je envoyés/t'ai-je envoyées/ai-je envoyés/ai-je envoyées/je t'ai envoyés/je t'ai envoyées/j'ai envoyés/envoyés/envoyées/ai-je joints/ai-je mis",
  de: 'links von/links neben,rechts von/rechts neben,über einem/über einer/über dem/oberhalb von/oberhalb,unter einem/unter einer/unter dem/unterhalb von/unterhalb,habe ich dir geschickt/habe ich geschickt/geschickt/mitgeschickt/gesendet/hochgeladen/angehängt/beigefügt',
  pt: 'à esquerda de/à esquerda do/à esquerda da,à direita de/à direita do/à direita da,acima de/acima do/acima da/por cima de/em cima de,abaixo de/abaixo do/abaixo da/por baixo de/embaixo de,te enviei/eu enviei/enviei/te mandei/mandei/anexei/carreguei',
  it: 'a sinistra di/a sinistra del/a sinistra della,a destra di/a destra del/a destra della,sopra un/sopra una/sopra il/sopra la/sopra a/al di sopra di,sotto un/sotto una/sotto il/sotto la/sotto a/al di sotto di,ti ho mandato/ho mandato/ti ho inviato/ho inviato/ho caricato/ho allegato/mandato/inviato',
  nl: 'links van,rechts van,boven een/boven de/boven het,onder een/onder de/onder het,heb ik meegestuurd/heb ik gestuurd/heb ik je gestuurd/heb ik verstuurd/meegestuurd/gestuurd/verstuurd/verzonden/geüpload/bijgevoegd',
  pl: 'na lewo od/po lewej stronie/po lewej od,na prawo od/po prawej stronie/po prawej od,nad/powyżej,poniżej,wysłałem/wysłałam/ci wysłałem/ci wysłałam/przesłałem/przesłałam/dołączyłem/dołączyłam/załączyłem',
  ru: 'слева от/левее,справа от/правее,над,под,я прислал/я прислала/прислал/прислала/я отправил/я отправила/отправил/отправила/я загрузил/загрузил/я послал/прикрепил',
  uk: 'ліворуч від/зліва від,праворуч від/справа від,над,під,я надіслав/я надіслала/надіслав/надіслала/я завантажив/завантажив/прикріпив',
  sv: 'till vänster om/vänster om,till höger om/höger om,ovanför/över en/över ett,nedanför/under en/under ett,har jag skickat/jag har skickat/skickat/skickade/bifogat/laddat upp',
  id: 'di sebelah kiri/di kiri,di sebelah kanan/di kanan,di atas,di bawah,saya kirim/saya kirimkan/aku kirim/kukirim/kirimkan/saya unggah',
  vi: 'ở bên trái/bên trái,ở bên phải/bên phải,ở trên/phía trên,ở dưới/phía dưới,tôi đã gửi/đã gửi/tôi gửi/đã tải lên',
  tr: ',,,,gönderdim/yolladım/ekledim/yükledim',
  zh: ',,,,我发了/我发给你/我发送了/我上传了/发了/上传了',
  ja: ',,,,送りましたか/送りました/送った/添付しましたか/添付しました/アップロードしましたか',
  ko: ',,,,보냈나요/보냈어요/보냈습니까/보냈어/첨부했나요/올렸나요',
  hi: ',,,,मैंने भेजी हैं/मैंने भेजे हैं/मैंने भेजी/मैंने भेजे/भेजी हैं/भेजे हैं/भेजी/भेजे/भेजीं',
  bn: ',,,,আমি পাঠিয়েছি/পাঠিয়েছি/পাঠালাম',
  ar: ',,,,أرسلت/أرسلتها/رفعت/أرفقت',
  ur: ',,,,میں نے بھیجی ہیں/میں نے بھیجی/بھیجی ہیں/بھیجے ہیں/بھیجی/بھیجے',
}

/** The lines of a lexicon for how things stand, and for files that were sent. */
export const arrangingIn = (language: string): string =>
  linesInOrder(english, names[language]?.split(',') ?? []).join('\n')
