/*
 * What languages have for the form of an answer. A form is told by its noun; the words that ask for it, lead into it and follow it
 * are taken with it, whatever they are.
 */

interface FormWords {
  /** Verbs that ask for an answer, with the person they are said to. */
  ask: string
  /** What stands between verb and noun: articles, prepositions, "only". */
  lead: string
  /** What follows the noun: "with", "of", "please". */
  follow: string
  table: string
  list: string
  numbered: string
  word: string
  yesNo: string
  number: string
  plain: string
  nothingElse: string
  sentence: string
  upper: string
  comma: string
  /** Whether its words for a word and a sentence need one for "one" before them. */
  ofOne: boolean
}

const words: Readonly<Record<string, FormWords>> = {
  de: {
    ask: 'gib mir|gib|geben sie mir|erstelle|erstell|mach mir|mach|mache|zeig mir|zeige|schreib|schreibe|antworte|antworten sie|sag|ich hätte gern|ich möchte|ich will|ich brauche|stell|stelle|das|es|alles|bitte',
    lead: 'als|in|im|mit|mittels|ein|eine|einer|einem|einen|der|die|das|dem|nur|bloß|lediglich|ausschließlich|kurz|einfach|kleine|einfache|übersichtliche',
    follow: 'mit|von|der|aus|über|bitte|dar|und sonst nichts|und nichts weiter|format|-format',
    table: 'tabelle|tabellenform|tabellarisch',
    list: 'liste|aufzählung|stichpunkten|stichpunkte|stichwortliste',
    numbered: 'nummerierte liste|nummerierten liste|nummerierter liste',
    word: 'wort|einzigen wort|einziges wort',
    yesNo: 'ja oder nein|ja/nein|ja oder mit nein',
    number:
      'nur mit der zahl|nur mit einer zahl|bloß die zahl|eine zahl reicht|nur die zahl|nur eine zahl|nur die anzahl',
    plain:
      'nur den wortlaut|nur das transkript|nur den text|nur die worte|nur die wörter|nur der text|nur das gesagte|nur die abschrift|nur die transkription',
    nothingElse: 'sonst nichts|nichts weiter|nichts anderes|ohne zusätze|ohne kommentar',
    sentence: 'satz|einzigen satz',
    upper: 'großbuchstaben|versalien',
    comma: 'durch kommas getrennt|kommagetrennt|mit komma getrennt|mit kommas getrennt',
    ofOne: true,
  },
  fr: {
    ask: "donne-moi|donnez-moi|donne|fais-moi|fais|faites|crée|créez|montre-moi|écris|réponds|répondez|présente|mets|mets-moi|je veux|je voudrais|dis|dresse|dresse-moi|établis|le tout|tout|ça|cela|s'il te plaît|s'il vous plaît",
    lead: "sous forme de|sous forme d'|en|dans|par|avec|au format|au|un|une|le|la|les|d'un|d'une|seulement|uniquement|juste|simplement|seul|seule|petit|simple|ne",
    follow:
      "de ce que|avec|des|de|du|seulement|uniquement|s'il te plaît|s'il vous plaît|et rien d'autre|stp|svp",
    table: 'tableau|tableaux',
    list: 'liste à puces|puces|liste',
    numbered: 'liste numérotée',
    word: 'mot|seul mot|unique mot',
    yesNo: 'oui ou non|oui/non|oui ou par non',
    number:
      'seulement par un nombre|uniquement par un nombre|un nombre seulement|juste le nombre|seulement le nombre|uniquement le nombre|seulement le chiffre|juste le chiffre',
    plain:
      'seulement la transcription|uniquement la transcription|juste la transcription|que la transcription|uniquement le texte|seulement le texte|juste le texte|la transcription seule|juste les mots|seulement les mots',
    nothingElse: "rien d'autre|rien de plus|sans commentaire|sans rien d'autre",
    sentence: 'phrase|seule phrase',
    upper: 'majuscules|lettres majuscules|capitales',
    comma: 'séparés par des virgules|séparées par des virgules',
    ofOne: true,
  },
  es: {
    ask: 'dame|deme|hazme|haz|haga|crea|créame|muéstrame|muestra|escribe|responde|respóndeme|contesta|pon|ponlo|ponme|preséntalo|quiero|necesito|genera|di|dilo|todo|esto|por favor',
    lead: 'en forma de|como|en|con|en formato|una|un|el|la|los|las|solo|sólo|solamente|únicamente|sola|único|única|simplemente|pequeña|simple',
    follow: 'de lo que|con|de|del|solamente|por favor|y nada más|nada más',
    table: 'tabla',
    list: 'lista con viñetas|lista de viñetas|viñetas|lista',
    numbered: 'lista numerada',
    word: 'palabra|sola palabra|única palabra',
    yesNo: 'sí o no|si o no|sí/no|sí o un no',
    number:
      'solo con el número|sólo con el número|solo un número|solo el número|sólo el número|solamente el número|únicamente el número',
    plain:
      'solo la transcripción|sólo la transcripción|solamente la transcripción|únicamente la transcripción|solo el texto|sólo el texto|únicamente el texto|solo las palabras|solo lo que se dice',
    nothingElse: 'nada más|sin nada más|sin comentarios|sin añadir nada',
    sentence: 'frase|oración|sola frase',
    upper: 'mayúsculas|letras mayúsculas',
    comma: 'separados por comas|separadas por comas',
    ofOne: true,
  },
  pt: {
    ask: 'dê-me|me dê|dá-me|faça|faz|faz-me|crie|cria|mostre|escreva|responda|responde|coloque|põe|quero|preciso|gere|diga|tudo|isso|por favor',
    lead: 'em forma de|como|em|numa|num|com|no formato|em formato|uma|um|o|a|apenas|só|somente|unicamente|simplesmente|única|pequena|simples',
    follow: 'do que|com|de|do|da|das|dos|apenas|por favor|e mais nada|e nada mais',
    table: 'tabela',
    list: 'lista com marcadores|marcadores|lista|tópicos',
    numbered: 'lista numerada',
    word: 'palavra|só palavra|única palavra',
    yesNo: 'sim ou não|sim ou com não|sim/não',
    number:
      'apenas com o número|só com o número|apenas um número|apenas o número|só o número|somente o número',
    plain:
      'apenas a transcrição|só a transcrição|somente a transcrição|apenas o texto|só o texto|somente o texto|apenas as palavras',
    nothingElse: 'mais nada|nada mais|sem mais nada|sem comentários',
    sentence: 'frase|única frase|só frase',
    upper: 'maiúsculas|letras maiúsculas|caixa alta',
    comma: 'separados por vírgulas|separadas por vírgulas',
    ofOne: true,
  },
  it: {
    ask: 'dammi|mi dia|fammi|fai|crea|mostrami|scrivi|rispondi|metti|presenta|voglio|vorrei|genera|di|tutto|per favore',
    lead: 'sotto forma di|in forma di|come|in|con|in formato|nel formato|una|un|il|la|i|le|solo|soltanto|solamente|semplicemente|sola|unica|piccola|semplice',
    follow: "di ciò che|di quello che|con|di|del|delle|dei|soltanto|per favore|e basta|e nient'altro",
    table: 'tabella',
    list: 'elenco puntato|elenco|lista',
    numbered: 'elenco numerato|lista numerata',
    word: 'parola|sola parola|unica parola',
    yesNo: 'sì o no|si o no|sì/no',
    number: 'solo con il numero|solo un numero|solo il numero|soltanto il numero|solamente il numero',
    plain:
      'solo la trascrizione|soltanto la trascrizione|solamente la trascrizione|solo il testo|soltanto il testo|solo le parole',
    nothingElse: "nient'altro|e basta|niente altro|senza commenti",
    sentence: 'frase|sola frase',
    upper: 'maiuscolo|lettere maiuscole|maiuscole',
    comma: 'separati da virgole|separate da virgole',
    ofOne: true,
  },
  nl: {
    ask: 'geef me|geef mij|geef|maak|maak me|toon|schrijf|antwoord|zet|ik wil|ik wil graag|zeg|het antwoord|het|alles|alsjeblieft|graag',
    lead: 'in de vorm van|als|in|met|een|één|de|het|alleen|slechts|enkel|alleen maar|gewoon|kleine|eenvoudige',
    follow: 'van wat|met|van|alsjeblieft|graag|en verder niets|formaat',
    table: 'tabel|tabelvorm',
    list: 'opsomming|lijst|lijstje|bullets',
    numbered: 'genummerde lijst',
    word: 'woord|enkel woord',
    yesNo: 'ja of nee|ja of met nee|ja/nee',
    number:
      'alleen met het getal|alleen met een getal|alleen een getal|alleen het getal|alleen het aantal|enkel het getal',
    plain:
      'alleen de tekst|alleen het transcript|alleen de transcriptie|enkel de tekst|alleen de woorden|enkel de transcriptie',
    nothingElse: 'verder niets|niets anders|niets meer|zonder commentaar',
    sentence: 'zin|enkele zin',
    upper: 'hoofdletters',
    comma: "gescheiden door komma's|kommagescheiden|door komma's gescheiden",
    ofOne: true,
  },
  pl: {
    ask: 'daj mi|podaj|podaj mi|zrób|zrób mi|stwórz|utwórz|pokaż|napisz|odpowiedz|odpowiadaj|przedstaw|wypisz|chcę|poproszę|powiedz|to|wszystko|proszę',
    lead: 'jako|w formie|w postaci|w|w formacie|tylko|jedynie|wyłącznie|samo|jednym|jedno|jednej|jedną|z|małą|prostą|po prostu',
    follow: 'z|ze|o|tylko|proszę|i nic więcej',
    table: 'tabela|tabelę|tabeli|tabelka|tabelkę|tabelce',
    list: 'lista|listę|listy|liście|wypunktowanie|punktach',
    numbered: 'lista numerowana|listę numerowaną|numerowaną listę|numerowanej listy',
    word: 'słowo|słowem|słowie',
    yesNo: 'tak lub nie|tak czy nie|tak albo nie|tak/nie',
    number: 'tylko liczbą|samą liczbą|tylko liczbę|tylko liczba|samą liczbę',
    plain:
      'tylko transkrypcję|tylko transkrypcja|sama transkrypcja|samą transkrypcję|tylko tekst|sam tekst|tylko słowa',
    nothingElse: 'nic więcej|bez komentarza|bez komentarzy|nic innego',
    sentence: 'zdaniu|zdaniem|zdanie',
    upper: 'wielkimi literami|wielkich liter',
    comma: 'oddzielone przecinkami|po przecinku',
    ofOne: true,
  },
  ru: {
    ask: 'дай мне|дай|дайте|сделай|сделайте|составь|составьте|создай|покажи|напиши|напишите|ответь|отвечай|ответьте|представь|выведи|оформи|хочу|скажи|это|всё|пожалуйста',
    lead: 'в виде|в форме|в формате|как|в|на|с|только|лишь|просто|одним|одно|одном|небольшую|простую',
    follow: 'с|со|из|о|только|пожалуйста|и больше ничего|и ничего больше',
    table: 'таблица|таблицу|таблицы|таблице|таблицей',
    list: 'список|списка|списком|списке',
    numbered: 'нумерованный список|нумерованного списка|пронумерованный список|нумерованным списком',
    word: 'словом|слово|слове',
    yesNo: 'да или нет|да/нет|«да» или «нет»',
    number: 'только числом|только цифрой|одним числом|только число|только цифру|лишь число|одно число',
    plain:
      'только текст|только расшифровку|только транскрипт|лишь текст|только слова|один текст|только стенограмму',
    nothingElse: 'больше ничего|ничего больше|ничего лишнего|без комментариев|и всё',
    sentence: 'предложением|предложении',
    upper: 'заглавными буквами|прописными буквами|большими буквами|капсом',
    comma: 'через запятую|разделённые запятыми|разделенные запятыми',
    ofOne: true,
  },
  uk: {
    ask: 'дай мені|дай|дайте|зроби|зробіть|склади|створи|покажи|напиши|відповідай|відповідь|дай відповідь|подай|виведи|хочу|скажи|це|все|будь ласка',
    lead: 'у вигляді|у формі|у форматі|як|у|в|на|з|тільки|лише|просто|одним|одне|одному|невелику|просту',
    follow: 'з|із|про|тільки|будь ласка|і більше нічого|і нічого більше',
    table: 'таблиця|таблицю|таблиці|таблицею',
    list: 'список|списку|списком',
    numbered: 'нумерований список|нумерованого списку|нумерованим списком',
    word: 'словом|слово|слові',
    yesNo: 'так чи ні|так або ні|так/ні',
    number: 'тільки числом|лише числом|лише цифрою|тільки число|лише число|тільки цифру',
    plain: 'тільки текст|лише текст|тільки розшифровку|лише розшифровку|тільки слова',
    nothingElse: 'більше нічого|нічого більше|без коментарів',
    sentence: 'реченням|реченні',
    upper: 'великими літерами',
    comma: 'через кому|розділені комами',
    ofOne: true,
  },
  tr: {
    ask: 'bana|ver|yap|oluştur|göster|yaz|cevap ver|cevapla|yanıtla|istiyorum|söyle|hepsini|bunu|lütfen|de',
    lead: 'sadece|yalnızca|tek|bir|küçük|basit|bunu|hepsini',
    follow:
      'olarak|halinde|şeklinde|ile|biçiminde|formatında|ver|göster|yap|hazırla|oluştur|yaz|cevap ver|yanıtla|cevapla|söyle|lütfen|de|diye|yeter',
    table: 'tablo|tabloda|tabloyla|tabloya|tablosu|tablosunu',
    list: 'liste|listele|maddeler|madde madde',
    numbered: 'numaralı liste|numaralandırılmış liste',
    word: 'kelime|kelimeyle|kelimelik|kelime ile|sözcük|sözcükle',
    yesNo: 'evet ya da hayır|evet veya hayır|evet/hayır',
    number:
      'sadece sayıyla|sadece rakamla|yalnızca sayıyla|sadece sayı|yalnızca sayı|sadece sayıyı|sadece rakam',
    plain: 'sadece metni|sadece metin|yalnızca metni|yalnızca metin|sadece söylenenleri|sadece dökümü',
    nothingElse: 'başka bir şey yok|başka bir şey yazma|başka hiçbir şey|yorum yapma',
    sentence: 'cümleyle|cümle ile|cümlede',
    upper: 'büyük harflerle|büyük harfle',
    comma: 'virgülle ayırarak|virgülle ayrılmış',
    ofOne: true,
  },
  ar: {
    ask: 'أعطني|اعطني|أنشئ|اعمل|اكتب|أجب|اعرض|ضع|أريد|قل|رتب|من فضلك',
    lead: 'على شكل|في شكل|بصيغة|في|كـ|فقط|ب|بـ',
    follow: 'فقط|من فضلك|لا غير|يحتوي على|يضم|ل|بـ',
    table: 'جدول|جدولا|كجدول|بجدول|الجدول',
    list: 'قائمة|كقائمة|نقاط',
    numbered: 'قائمة مرقمة',
    word: 'كلمة واحدة|بكلمة واحدة|بكلمة',
    yesNo: 'بنعم أو لا|بنعم أو بلا|نعم أو لا|نعم أم لا',
    number: 'الرقم فقط|العدد فقط|رقم فقط|فقط الرقم',
    plain: 'النص فقط|فقط النص|التفريغ فقط|نص التسجيل فقط',
    nothingElse: 'لا شيء آخر|ولا شيء آخر|دون أي شيء آخر|بدون تعليق',
    sentence: 'جملة واحدة|بجملة واحدة',
    upper: 'أحرف كبيرة',
    comma: 'مفصولة بفواصل',
    ofOne: false,
  },
  hi: {
    ask: 'मुझे|कृपया|इसे|सब कुछ',
    lead: 'केवल|सिर्फ|सिर्फ़|बस|एक|ही|छोटी',
    follow:
      'के रूप में|में|से|बनाओ|बनाइए|बनाएं|दो|दीजिए|दिखाओ|दिखाइए|लिखो|जवाब दो|जवाब दीजिए|उत्तर दो|उत्तर दें|बताओ|बताइए|बोलो|कृपया',
    table: 'तालिका|टेबल|सारणी',
    list: 'सूची|लिस्ट',
    numbered: 'क्रमांकित सूची',
    word: 'शब्द',
    yesNo: 'हाँ या नहीं|हां या नहीं|हाँ या ना|हां या ना',
    number: 'केवल संख्या|सिर्फ संख्या|सिर्फ़ संख्या|बस संख्या',
    plain: 'केवल पाठ|सिर्फ टेक्स्ट|केवल टेक्स्ट|सिर्फ शब्द|केवल शब्द|सिर्फ़ टेक्स्ट|केवल ट्रांसक्रिप्ट|सिर्फ ट्रांसक्रिप्ट',
    nothingElse: 'और कुछ नहीं|कुछ और नहीं',
    sentence: 'वाक्य',
    upper: 'बड़े अक्षरों',
    comma: 'अल्पविराम से अलग',
    ofOne: true,
  },
  id: {
    ask: 'beri saya|berikan|buatkan|buat|tampilkan|tulis|jawab|jawablah|sajikan|saya mau|saya ingin|katakan|semuanya|tolong',
    lead: 'dalam bentuk|dalam|dengan|sebagai|sebuah|satu|hanya|cukup|saja|format',
    follow: 'dari|berisi|dengan|saja|tolong|tidak lebih|ya',
    table: 'tabel',
    list: 'daftar|poin-poin',
    numbered: 'daftar bernomor',
    word: 'kata',
    yesNo: 'ya atau tidak|ya/tidak',
    number: 'angkanya saja|hanya angka|jumlahnya saja',
    plain: 'hanya transkrip|transkripnya saja|hanya teks|teksnya saja|hanya transkripsi|transkrip saja',
    nothingElse: 'tidak ada yang lain|tanpa komentar|jangan yang lain',
    sentence: 'kalimat',
    upper: 'huruf besar|huruf kapital',
    comma: 'dipisahkan koma|pisahkan dengan koma|dipisahkan dengan koma',
    ofOne: true,
  },
  vi: {
    ask: 'cho tôi|hãy|lập|tạo|làm|trả lời|viết|trình bày|hiển thị|tôi muốn|xin|nói|tất cả|vui lòng',
    lead: 'dưới dạng|dạng|bằng|trong|theo|một|chỉ|duy nhất|đúng|cái',
    follow: 'của|với|gồm|về|thôi|duy nhất|nhé',
    table: 'bảng',
    list: 'danh sách|gạch đầu dòng',
    numbered: 'danh sách đánh số|danh sách có đánh số',
    word: 'từ',
    yesNo: 'có hoặc không|có hay không|có/không',
    number: 'chỉ con số|chỉ số lượng|con số thôi',
    plain: 'chỉ bản ghi|chỉ lời thoại|chỉ văn bản|chỉ nội dung lời nói',
    nothingElse: 'không gì khác|không thêm gì',
    sentence: 'câu',
    upper: 'chữ hoa|chữ in hoa',
    comma: 'phân cách bằng dấu phẩy|cách nhau bằng dấu phẩy',
    ofOne: true,
  },
  zh: {
    ask: '请|给我|帮我|做|做成|制作|生成|列出|列成|输出|返回|回答|写|显示|整理|我要|把它',
    lead: '用|以|按|成|为|只|仅|一个|一张|个|一',
    follow: '的形式|形式|格式|的格式|列出|显示|表示|展示|回答|输出|给我|整理|即可|就行|就好|吧',
    table: '表格|列表格',
    list: '列表|清单|要点',
    numbered: '编号列表|带编号的列表',
    word: '一个词|一个单词|一词',
    yesNo: '是或否|是或不是|是还是否|有或没有|“是”或“否”|是/否',
    number: '只要数字|只回答数字|仅数字|只说数字|只给数字',
    plain: '只要文字|只要转录|只要原文|只给我文字|只要文本|只要逐字稿|仅文字|只要转写|只给我转录',
    nothingElse: '别的都不要|其他都不要|不要其他|不要别的|不用别的',
    sentence: '一句话|一个句子',
    upper: '大写字母|大写',
    comma: '用逗号分隔|逗号分隔',
    ofOne: false,
  },
  ja: {
    ask: '',
    lead: 'だけ|一つの|ひとつの',
    follow:
      'の形式で|形式で|にまとめて|にして|に|で|として|だけで|だけ|答えて|答えてください|お願いします|ください|出力して|出力してください|作って|作ってください|に示して|教えて|のみ|を|、',
    table: '表|一覧表',
    list: '箇条書き|リスト|一覧',
    numbered: '番号付きリスト|番号付きの箇条書き|番号付きの一覧',
    word: '一言|ひとこと|一単語|1単語|一語|1語',
    yesNo: 'はいかいいえ|「はい」か「いいえ」|はい・いいえ|はい/いいえ|イエスかノー',
    number: '数字だけ|数だけ|数字のみ',
    plain: '文字起こしだけ|文字起こしのみ|テキストだけ|言葉だけ|書き起こしだけ|本文だけ',
    nothingElse: '他は不要|それ以外は不要|他には何も',
    sentence: '一文|1文',
    upper: '大文字',
    comma: 'カンマ区切り|コンマ区切り',
    ofOne: false,
  },
  ko: {
    ask: '',
    lead: '딱|오직|그냥|한',
    follow:
      '형식으로|형태로|로만|으로만|로|으로|만|정리해|정리해줘|정리해 줘|정리해 주세요|만들어|만들어줘|만들어 줘|만들어 주세요|보여줘|보여 줘|보여 주세요|출력해|출력해줘|출력해 주세요|대답해|대답해줘|대답해 줘|대답해 주세요|답해|답해줘|답해 줘|답해 주세요|말해|말해줘|말해 줘|주세요',
    table: '표',
    list: '목록|리스트|글머리 기호',
    numbered: '번호 매긴 목록|번호가 있는 목록|번호 목록',
    word: '한 단어|단어 하나|한단어',
    yesNo: '예 또는 아니요|예 아니면 아니요|예나 아니요|네 또는 아니오|예/아니요|네 아니요',
    number: '숫자만|개수만',
    plain: '텍스트만|받아쓴 내용만|대본만|말한 내용만|전사만',
    nothingElse: '다른 건 필요 없|다른 말은 하지|그 외에는',
    sentence: '한 문장',
    upper: '대문자',
    comma: '쉼표로 구분',
    ofOne: false,
  },
}

const inEnglish: readonly (readonly [
  Exclude<keyof FormWords, 'ask' | 'lead' | 'follow' | 'ofOne'>,
  string,
])[] = [
  ['numbered', 'as a numbered list'],
  ['yesNo', 'answer yes or no'],
  ['number', 'just the number'],
  ['plain', 'only the transcript'],
  ['nothingElse', 'nothing else'],
  ['comma', 'separated by commas'],
  ['table', 'as a table'],
  ['upper', 'in all caps'],
  ['word', 'in one word'],
  ['sentence', 'in one sentence'],
  ['list', 'as a list'],
]

/** Of one only: "in one word", and not "these words". */
const ones = new Set(
  'ein eine einem einer einen un une una um uma numa num één een jednym jedno jednej jednym одним одно одном одне одному tek bir एक satu một seul seule sola único única'.split(
    ' ',
  ),
)

/** The form whose words begin at a place of a text: where they end, and what English has for them. */
export type FormFinder = (text: string, at: number) => { end: number; english: string } | undefined

const finders = new Map<string, FormFinder>()

/** What finds the words for a form in a text of a language. `isSpaced`: words are set apart by spaces. */
export function formsIn(language: string, isSpaced: boolean): FormFinder {
  const known = finders.get(language)
  if (known) return known
  const some = words[language]
  const finder = some ? finderOf(some, isSpaced) : () => undefined
  finders.set(language, finder)
  return finder
}

function finderOf(some: FormWords, isSpaced: boolean): FormFinder {
  const ends = isSpaced ? '(?![\\p{L}\\p{M}\\p{N}])' : ''
  const gap = isSpaced ? '\\s+' : '\\s*'
  const group = (said: string) =>
    `(?:${said
      .split('|')
      .filter(Boolean)
      .sort((a, b) => b.length - a.length)
      .map((one) => one.replace(/[.*+?^${}()[\]\\/]/g, '\\$&'))
      .join('|')})`
  const leads = [some.ask, some.lead].filter(Boolean).join('|')
  const patterns = inEnglish.map(([kind, english]) => {
    const many = `((?:${group(leads)}${ends}${gap}){0,6})`
    const follow = `((?:${gap}${group(some.follow)}${ends}){0,3})`
    return { kind, english, pattern: new RegExp(`${many}${group(some[kind])}${ends}${follow}`, 'iuy') }
  })
  return (text, at) => {
    for (const { kind, english, pattern } of patterns) {
      pattern.lastIndex = at
      const found = pattern.exec(text)
      if (!found) continue
      const [whole, before = '', behind = ''] = found
      const isBare = before.trim() === '' && behind.trim() === ''
      if (isBare && (kind === 'list' || (kind === 'table' && !isSpaced))) continue
      const ofOne = !some.ofOne || before.split(/\s+/).some((said) => ones.has(said))
      if ((kind === 'word' || kind === 'sentence') && !ofOne) continue
      return { end: at + whole.length, english }
    }
    return undefined
  }
}
