import { wholeOf } from '../whole/wholes.js'
import type { FormWords } from './form-words.js'

/*
 * What languages have for the form of an answer. A form is told by its noun; the words that ask for it, lead into it and follow it
 * are taken with it, whatever they are.
 */

const words: Readonly<Record<string, FormWords>> = {
  de: {
    ask: 'gib mir|gib|geben sie mir|erstelle|erstell|mach mir|mach|mache|zeig mir|zeige|schreib|schreibe|antworte|antworten sie|sag|ich hätte gern|ich möchte|ich will|ich brauche|stell|stelle|das|es|alles|bitte',
    lead: 'als|in|im|mit|mittels|ein|eine|einer|einem|einen|der|die|das|dem|nur|bloß|lediglich|ausschließlich|kurz|einfach|kleine|einfache|übersichtliche',
    follow: 'mit|von|der|aus|über|bitte|dar|und sonst nichts|und nichts weiter|format|-format',
    table: 'tabelle|tabellenform|tabellarisch',
    list: 'liste|aufzählung|stichpunkten|stichpunkte|stichwortliste',
    numbered: 'nummerierte liste|nummerierten liste|nummerierter liste',
    word: 'wort|einzigen wort|einziges wort',
    yesNo: 'mit ja oder nein|ja oder nein|ja/nein|ja oder mit nein|ja bzw. nein|j/n',
    number: 'zahl|anzahl|ziffer|nummer',
    plain: 'wortlaut|transkript|text|worte|wörter|gesagte|abschrift|transkription',
    nothingElse:
      'sonst nichts|nichts weiter|nichts anderes|ohne zusätze|ohne kommentar|und sonst nichts|und nichts weiter|ohne weitere erklärung|ohne erklärung|ohne erklärungen|ohne begründung|ohne weitere worte|ohne weiteren text|keine erklärung|keine erklärungen|kein weiterer text|kein zusätzlicher text|ohne drumherum',
    sentence: 'satz|einzigen satz',
    upper: 'großbuchstaben|versalien',
    comma: 'durch kommas getrennt|kommagetrennt|mit komma getrennt|mit kommas getrennt',
    only: 'nur|bloß|lediglich|ausschließlich|allein|einfach nur',
    name: 'dateiname|dateinamen|namen der datei|name der datei',
    lower: 'kleinbuchstaben|klein geschrieben',
    trueFalse: 'wahr oder falsch|richtig oder falsch|stimmt oder stimmt nicht',
    short: 'kurze antwort|kurz und knapp|ganz kurz|in aller kürze|fass dich kurz',
    semi: 'durch semikolons getrennt|mit semikolon getrennt|durch strichpunkte getrennt',
    description: 'beschreibung|bildbeschreibung',
    answer: 'antwort|ergebnis',
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
    yesNo: 'oui ou non|oui/non|oui ou par non|o/n',
    number: 'nombre|chiffre|numéro',
    plain: 'transcription|texte|mots|paroles',
    nothingElse:
      "rien d'autre|rien de plus|sans commentaire|sans rien d'autre|et rien d'autre|et rien de plus|sans explication|sans explications|sans aucune explication|sans autre texte|sans autre commentaire|pas d'explication|pas d'explications|sans justification|sans détail|sans détails",
    sentence: 'phrase|seule phrase',
    upper: 'majuscules|lettres majuscules|capitales',
    comma: 'séparés par des virgules|séparées par des virgules',
    only: 'seulement|uniquement|juste|simplement|seul|seule|que|rien que|exclusivement',
    name: 'nom du fichier|nom de fichier|noms des fichiers|noms de fichiers',
    lower: 'minuscules|lettres minuscules',
    trueFalse: 'vrai ou faux',
    short: 'réponse courte|en bref|brièvement|sois bref|soyez bref',
    semi: 'séparés par des points-virgules|séparées par des points-virgules',
    description: 'description',
    answer: 'réponse|résultat',
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
    yesNo: 'sí o no|si o no|sí/no|sí o un no|s/n',
    number: 'número|cifra|cantidad',
    plain: 'transcripción|texto|palabras|lo que se dice',
    nothingElse:
      'nada más|sin nada más|sin comentarios|sin añadir nada|y nada más|sin explicación|sin explicaciones|sin dar explicaciones|sin más explicaciones|sin más|sin texto adicional|no expliques nada|no des explicaciones|sin justificación',
    sentence: 'frase|oración|sola frase',
    upper: 'mayúsculas|letras mayúsculas',
    comma: 'separados por comas|separadas por comas',
    only: 'solo|sólo|solamente|únicamente|nada más que|simplemente',
    name: 'nombre del archivo|nombre de archivo|nombres de los archivos|nombre del fichero',
    lower: 'minúsculas|letras minúsculas',
    trueFalse: 'verdadero o falso|cierto o falso',
    short: 'respuesta corta|respuesta breve|en breve|brevemente|sé breve',
    semi: 'separados por punto y coma|separadas por punto y coma',
    description: 'descripción',
    answer: 'respuesta|resultado',
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
    yesNo: 'sim ou não|sim ou com não|sim/não|s/n',
    number: 'número|quantidade|algarismo',
    plain: 'transcrição|texto|palavras',
    nothingElse:
      'mais nada|nada mais|sem mais nada|sem comentários|e mais nada|e nada mais|sem explicação|sem explicações|sem explicar|sem mais explicações|sem texto adicional|não explique|não precisa explicar|sem justificativa',
    sentence: 'frase|única frase|só frase',
    upper: 'maiúsculas|letras maiúsculas|caixa alta',
    comma: 'separados por vírgulas|separadas por vírgulas',
    only: 'apenas|só|somente|unicamente|simplesmente',
    name: 'nome do arquivo|nome do ficheiro|nomes dos arquivos',
    lower: 'minúsculas|letras minúsculas|caixa baixa',
    trueFalse: 'verdadeiro ou falso|certo ou errado',
    short: 'resposta curta|resposta breve|em resumo|brevemente|seja breve',
    semi: 'separados por ponto e vírgula|separadas por ponto e vírgula',
    description: 'descrição',
    answer: 'resposta|resultado',
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
    yesNo: 'sì o no|si o no|sì/no|sì oppure no|s/n',
    number: 'numero|cifra|quantità',
    plain: 'trascrizione|testo|parole',
    nothingElse:
      "nient'altro|e basta|niente altro|senza commenti|e nient'altro|e basta|senza spiegazioni|senza spiegazione|senza spiegare|senza altre spiegazioni|senza altro testo|senza aggiungere altro|niente spiegazioni|non spiegare",
    sentence: 'frase|sola frase',
    upper: 'maiuscolo|lettere maiuscole|maiuscole',
    comma: 'separati da virgole|separate da virgole',
    only: 'solo|soltanto|solamente|unicamente|semplicemente|esclusivamente',
    name: 'nome del file|nomi dei file',
    lower: 'minuscolo|lettere minuscole|minuscole',
    trueFalse: 'vero o falso',
    short: 'risposta breve|in breve|brevemente|sii breve',
    semi: 'separati da punto e virgola|separate da punto e virgola',
    description: 'descrizione',
    answer: 'risposta|risultato',
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
    yesNo: 'ja of nee|ja of met nee|ja/nee|j/n',
    number: 'getal|aantal|cijfer|nummer',
    plain: 'tekst|transcript|transcriptie|woorden',
    nothingElse:
      'verder niets|niets anders|niets meer|zonder commentaar|en verder niets|en niets anders|zonder uitleg|zonder toelichting|zonder verdere uitleg|geen uitleg|geen toelichting|zonder extra tekst|zonder verdere tekst',
    sentence: 'zin|enkele zin',
    upper: 'hoofdletters',
    comma: "gescheiden door komma's|kommagescheiden|door komma's gescheiden",
    only: 'alleen|slechts|enkel|alleen maar|uitsluitend|gewoon',
    name: 'bestandsnaam|naam van het bestand|bestandsnamen',
    lower: 'kleine letters',
    trueFalse: 'waar of niet waar|waar of onwaar|juist of onjuist',
    short: 'kort antwoord|kort en bondig|in het kort|hou het kort',
    semi: "gescheiden door puntkomma's",
    description: 'beschrijving',
    answer: 'antwoord|resultaat',
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
    yesNo: 'tak lub nie|tak czy nie|tak albo nie|tak/nie|t/n',
    number: 'liczba|liczbę|liczbą|liczby|cyfra|cyfrę|cyfrą',
    plain: 'transkrypcję|transkrypcja|tekst|słowa',
    nothingElse:
      'nic więcej|bez komentarza|bez komentarzy|nic innego|i nic więcej|i nic innego|bez wyjaśnień|bez wyjaśnienia|bez wyjaśniania|bez uzasadnienia|bez dodatkowego tekstu|bez tłumaczenia się',
    sentence: 'zdaniu|zdaniem|zdanie',
    upper: 'wielkimi literami|wielkich liter',
    comma: 'oddzielone przecinkami|po przecinku',
    only: 'tylko|jedynie|wyłącznie|samo|sama|samą|sam|po prostu',
    name: 'nazwa pliku|nazwę pliku|nazwy plików|nazwą pliku',
    lower: 'małymi literami|małych liter',
    trueFalse: 'prawda czy fałsz|prawda lub fałsz|prawda/fałsz',
    short: 'krótka odpowiedź|krótko|w skrócie|zwięźle',
    semi: 'oddzielone średnikami|po średniku',
    description: 'opis',
    answer: 'odpowiedź|wynik',
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
    yesNo: 'да или нет|да/нет|«да» или «нет»|д/н',
    number: 'число|числом|цифра|цифру|цифрой|количество',
    plain: 'текст|расшифровку|транскрипт|слова|стенограмму|транскрипцию',
    nothingElse:
      'больше ничего|ничего больше|ничего лишнего|без комментариев|и всё|и больше ничего|и ничего больше|и ничего лишнего|без объяснений|без объяснения|без пояснений|без пояснения|без лишних слов|без лишнего|без дополнительного текста|ничего не объясняй|не объясняй',
    sentence: 'предложением|предложении',
    upper: 'заглавными буквами|прописными буквами|большими буквами|капсом',
    comma: 'через запятую|разделённые запятыми|разделенные запятыми',
    only: 'только|лишь|просто|одним|исключительно|одно|одну',
    name: 'имя файла|именем файла|название файла|имена файлов',
    lower: 'строчными буквами|маленькими буквами',
    trueFalse: 'правда или ложь|верно или неверно|верно или нет',
    short: 'короткий ответ|коротко|кратко|вкратце',
    semi: 'через точку с запятой',
    description: 'описание',
    answer: 'ответ|результат',
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
    number: 'число|числом|цифра|цифру|цифрою|кількість',
    plain: 'текст|розшифровку|слова|транскрипцію|транскрипт',
    nothingElse:
      'більше нічого|нічого більше|без коментарів|і більше нічого|і нічого більше|без пояснень|без пояснення|без зайвих слів|без зайвого|без додаткового тексту|не пояснюй',
    sentence: 'реченням|реченні',
    upper: 'великими літерами',
    comma: 'через кому|розділені комами',
    only: 'тільки|лише|просто|виключно|одним|одне',
    name: "ім'я файлу|назва файлу|назву файлу|імена файлів",
    lower: 'малими літерами|маленькими літерами',
    trueFalse: 'правда чи ні|правда чи брехня|вірно чи невірно',
    short: 'коротка відповідь|коротко|стисло',
    semi: 'через крапку з комою',
    description: 'опис',
    answer: 'відповідь|результат',
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
    yesNo: 'evet ya da hayır|evet veya hayır|evet/hayır|evet mi hayır mı|e/h',
    number: 'sayı|sayıyla|sayıyı|sayı ile|rakam|rakamla|rakamı|rakam ile',
    plain: 'metni|metin|söylenenleri|dökümü|kelimeleri',
    nothingElse:
      'başka bir şey yok|başka bir şey yazma|başka hiçbir şey|yorum yapma|başka bir şey ekleme|açıklama yapma|açıklama yapmadan|açıklama olmadan|açıklamasız|ek açıklama yapmadan|yorum yapmadan|başka bir şey yazmadan',
    sentence: 'cümleyle|cümle ile|cümlede',
    upper: 'büyük harflerle|büyük harfle',
    comma: 'virgülle ayırarak|virgülle ayrılmış',
    only: 'sadece|yalnızca|yalnız|tek',
    name: 'dosya adı|dosya adını|dosya adıyla|dosya adları|dosya adlarını',
    lower: 'küçük harflerle|küçük harfle',
    trueFalse: 'doğru mu yanlış mı|doğru ya da yanlış|doğru veya yanlış',
    short: 'kısa cevap|kısaca|kısa ve öz',
    semi: 'noktalı virgülle ayırarak',
    description: 'açıklamayı|betimlemeyi',
    answer: 'cevabı|sonucu',
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
    yesNo: 'بنعم أو لا|بنعم أو بلا|نعم أو لا|نعم أم لا|ب"نعم" أو "لا"',
    number: 'الرقم|العدد|رقم|برقم|بالرقم|عدد|بعدد',
    plain: 'النص|التفريغ|نص التسجيل|الكلمات|نص',
    nothingElse:
      'لا شيء آخر|ولا شيء آخر|دون أي شيء آخر|بدون تعليق|ولا شيء غيره|بدون شرح|دون شرح|من دون شرح|بدون أي شرح|بلا شرح|دون تفسير|بدون تفسير|لا تشرح',
    sentence: 'جملة واحدة|بجملة واحدة',
    upper: 'أحرف كبيرة',
    comma: 'مفصولة بفواصل',
    only: 'فقط|لا غير|مجرد',
    name: 'اسم الملف|باسم الملف|أسماء الملفات',
    lower: 'أحرف صغيرة|بأحرف صغيرة',
    trueFalse: 'صح أم خطأ|صح أو خطأ|صحيح أم خطأ',
    short: 'إجابة قصيرة|جواب قصير|باختصار|بإيجاز',
    semi: 'مفصولة بفاصلة منقوطة',
    description: 'الوصف',
    answer: 'الجواب|الإجابة|النتيجة',
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
    yesNo: 'हाँ या नहीं|हां या नहीं|हाँ या ना|हां या ना|हाँ/नहीं',
    number: 'संख्या|अंक|नंबर',
    plain: 'पाठ|टेक्स्ट|शब्द|ट्रांसक्रिप्ट|लिखित पाठ',
    nothingElse:
      'और कुछ नहीं|कुछ और नहीं|और कुछ मत लिखो|बिना किसी व्याख्या के|बिना समझाए|बिना व्याख्या के|बिना किसी स्पष्टीकरण के|कोई व्याख्या नहीं',
    sentence: 'वाक्य',
    upper: 'बड़े अक्षरों',
    comma: 'अल्पविराम से अलग',
    only: 'केवल|सिर्फ|सिर्फ़|बस|मात्र',
    name: 'फ़ाइल का नाम|फाइल का नाम|फ़ाइल नाम|फाइलों के नाम',
    lower: 'छोटे अक्षरों',
    trueFalse: 'सही या गलत|सच या झूठ|सही या ग़लत',
    short: 'छोटा जवाब|संक्षेप में|संक्षिप्त उत्तर',
    semi: 'अर्धविराम से अलग',
    description: 'विवरण',
    answer: 'जवाब|उत्तर|परिणाम',
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
    yesNo: 'ya atau tidak|ya/tidak|iya atau tidak|y/t',
    number: 'angka|angkanya|jumlah|jumlahnya|nomor|bilangan',
    plain: 'transkrip|transkripnya|teks|teksnya|transkripsi|kata-katanya',
    nothingElse:
      'tidak ada yang lain|tanpa komentar|jangan yang lain|dan tidak ada yang lain|tanpa penjelasan|tanpa penjelasan apa pun|tanpa keterangan|tidak perlu penjelasan|tanpa teks lain|jangan jelaskan',
    sentence: 'kalimat',
    upper: 'huruf besar|huruf kapital',
    comma: 'dipisahkan koma|pisahkan dengan koma|dipisahkan dengan koma',
    only: 'hanya|saja|cukup|sekadar|cuma',
    name: 'nama file|nama filenya|nama berkas|nama berkasnya',
    lower: 'huruf kecil',
    trueFalse: 'benar atau salah',
    short: 'jawaban singkat|secara singkat|singkat saja',
    semi: 'dipisahkan titik koma',
    description: 'deskripsi|deskripsinya',
    answer: 'jawaban|jawabannya|hasilnya',
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
    number: 'con số|số|số lượng',
    plain: 'bản ghi|lời thoại|văn bản|nội dung lời nói|bản chép lời',
    nothingElse:
      'không gì khác|không thêm gì|không cần giải thích|không giải thích|không giải thích gì thêm|đừng giải thích|không nói gì thêm|không cần nói gì thêm',
    sentence: 'câu',
    upper: 'chữ hoa|chữ in hoa',
    comma: 'phân cách bằng dấu phẩy|cách nhau bằng dấu phẩy',
    only: 'chỉ|thôi|duy nhất|chỉ cần',
    name: 'tên tệp|tên file|tên tập tin',
    lower: 'chữ thường',
    trueFalse: 'đúng hay sai|đúng hoặc sai',
    short: 'câu trả lời ngắn|ngắn gọn|trả lời ngắn',
    semi: 'cách nhau bằng dấu chấm phẩy',
    description: 'mô tả',
    answer: 'câu trả lời|kết quả',
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
    yesNo: '是或否|是或不是|是还是否|有或没有|“是”或“否”|是/否|是或者否|“是”或“不是”|有还是没有',
    number:
      '只要数字|只回答数字|仅数字|只说数字|只给数字|数字即可|只需数字|只写数字|只用数字|只给出数字|用数字|用一个数字',
    plain: '只要文字|只要转录|只要原文|只给我文字|只要文本|只要逐字稿|仅文字|只要转写|只给我转录',
    nothingElse:
      '别的都不要|其他都不要|不要其他|不要别的|不用别的|不要解释|不用解释|无需解释|不需要解释|别解释|不要任何解释|不要多余的话|不要说别的|其他什么都不要',
    sentence: '一句话|一个句子',
    upper: '大写字母|大写',
    comma: '用逗号分隔|逗号分隔',
    only: '',
    name: '只要文件名|只给文件名|仅文件名|只回答文件名|文件名即可',
    lower: '小写字母|小写',
    trueFalse: '对还是错|对或错|真还是假|真或假|正确还是错误',
    short: '简短回答|简要回答|简单回答|简短地',
    semi: '用分号分隔|分号分隔',
    description: '只要描述',
    answer: '只要答案|只给答案|只回答|只说答案',
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
    yesNo:
      'はいかいいえ|「はい」か「いいえ」|はい・いいえ|はい/いいえ|イエスかノー|「はい」または「いいえ」|はいまたはいいえ|yesかno',
    number: '数字だけ|数だけ|数字のみ|数のみ|個数だけ',
    plain: '文字起こしだけ|文字起こしのみ|テキストだけ|言葉だけ|書き起こしだけ|本文だけ',
    nothingElse:
      '他は不要|それ以外は不要|他には何も|説明は不要|説明は要りません|説明はいらない|説明なしで|説明不要|説明抜きで|余計な説明なしで|他は何も書かないで|それだけで',
    sentence: '一文|1文',
    upper: '大文字',
    comma: 'カンマ区切り|コンマ区切り',
    only: '',
    name: 'ファイル名だけ|ファイル名のみ',
    lower: '小文字',
    trueFalse: '正しいか間違いか|正か誤か|〇か×か|真か偽か',
    short: '短く|簡潔に|手短に',
    semi: 'セミコロン区切り',
    description: '説明だけ',
    answer: '答えだけ|回答のみ|答えのみ',
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
    yesNo:
      '예 또는 아니요|예 아니면 아니요|예나 아니요|네 또는 아니오|예/아니요|네 아니요|예 또는 아니오|예 아니면 아니오|네 또는 아니요|네 아니면 아니요|네/아니요|예/아니오|예 아니오|네 아니오',
    number: '숫자만|개수만|숫자로만|숫자 하나만|수만',
    plain: '텍스트만|받아쓴 내용만|대본만|말한 내용만|전사만',
    nothingElse:
      '다른 건 필요 없|다른 말은 하지|그 외에는|설명 없이|설명은 필요 없|설명하지 말고|부연 설명 없이|다른 말 없이|설명은 빼고',
    sentence: '한 문장',
    upper: '대문자',
    comma: '쉼표로 구분',
    only: '',
    name: '파일 이름만|파일명만',
    lower: '소문자',
    trueFalse: '참 또는 거짓|참인지 거짓인지|맞는지 틀린지',
    short: '짧게|간단히|간략하게',
    semi: '세미콜론으로 구분',
    description: '설명만',
    answer: '답만|대답만|정답만',
    ofOne: false,
  },
}

const inEnglish: readonly (readonly [
  Exclude<keyof FormWords, 'ask' | 'lead' | 'follow' | 'ofOne' | 'only'>,
  string,
])[] = [
  ['numbered', 'as a numbered list'],
  ['trueFalse', 'true or false'],
  ['yesNo', 'answer yes or no'],
  ['name', 'just the file name'],
  ['number', 'just the number'],
  ['plain', 'only the transcript'],
  ['description', 'only the description'],
  ['answer', 'nothing else'],
  ['nothingElse', 'nothing else'],
  ['short', 'short answer'],
  ['comma', 'separated by commas'],
  ['semi', 'separated by semicolons'],
  ['table', 'as a table'],
  ['upper', 'in all caps'],
  ['lower', 'in lower case'],
  ['word', 'in one word'],
  ['sentence', 'in one sentence'],
  ['list', 'as a list'],
]

/** Of one only: "in one word", and not "these words". */
const ones = new Set(
  'ein eine einem einer einen un une una um uma numa num één een jednym jedno jednej jednym одним одно одном одне одному tek bir एक satu một seul seule jedním jediným jedno jednou jedné o într-un într-o singur singură μία μια ένα έναν egy egyetlen ét ett ei yhdellä yhtenä یک sola único única'.split(
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
  const some = words[language] ?? wholeOf(language)?.forms
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
  const leads = [some.ask, some.lead, some.only].filter(Boolean).join('|')
  const follows = [some.follow, some.only].filter(Boolean).join('|')
  const onlyWord = some.only === '' ? undefined : new RegExp(`(?:^|\\s)${group(some.only)}(?:\\s|$)`, 'iu')
  const patterns = inEnglish.map(([kind, english]) => {
    const many = `((?:${group(leads)}${ends}${gap}){0,6})`
    const follow = `((?:${gap}${group(follows)}${ends}){0,3})`
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
      const isOnly = onlyWord?.test(before) === true || onlyWord?.test(behind) === true
      if (/^(?:number|plain|name|description|answer)$/.test(kind) && onlyWord && !isOnly) continue
      return { end: at + whole.length, english }
    }
    return undefined
  }
}
