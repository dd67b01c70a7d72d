import { wholeOf } from '../whole/wholes.js'

/* Words of languages that say nothing of what is wanted, and only which language it is. */
const words: Readonly<Record<string, string>> = {
  de: 'sag sage du ich wir sie er ihr mir mich uns dir dich euch jemand man etwas bitte mal doch denn eigentlich gerne gern kannst könntest könnten können würdest den dem des der zu von vom zum zur am an auf für hier da dort so auch noch schon wurde wird werden worden hat haben habe bin sind war sein seine meine meinen meiner mein deine über darauf darin davon welchen ob dass weil jetzt nun',
  fr: "dis-moi dites-moi dis je tu il elle nous vous me moi te on y en ce ces cet cette ça mon ma mes ton ta sa son ses leur et que qui quoi s'il plaît peux pourrais pouvez pourriez peut est sont a ont a-t-il le la les l' un une des du de d' au aux pour par maintenant voici voilà alors donc bien",
  es: 'dime dígame dame yo tú me te se nos lo la los las le el un una unos unas de del al a en que y por para es son está están hay mi mis tu tus su sus este esta estos estas eso esto ese esa favor puedes podrías puede ahora aquí pues bien',
  pt: 'diga-me me diga eu você tu me te nos lhe o a os as um uma de do da dos das ao à em no na nos nas que e por para é são está estão tem meu minha seu sua este esta estes estas isso isto favor pode poderia agora aqui então bem',
  it: "dimmi mi dica io tu mi ti si ci vi lo la i gli le il un una uno di del della dei delle degli al alla ai alle in nel nella nei nelle su sul sulla che e per è sono c'è ha hanno mio mia miei mie suo sua questo questa questi queste puoi potresti può adesso ora qui allora bene per favore",
  nl: 'zeg vertel ik jij je u we wij me mij het de een van in op aan te er is zijn was heeft hebben deze dit die dat mijn jouw kun kan kunt zou en voor met om graag even eens nu hier daar ook nog wel wordt worden welk',
  pl: 'powiedz ja ty mi mnie nam się jest są był była to ten ta te tego tej tych na w we z ze do od o u i a że proszę możesz mógłbyś czy mój moja moje teraz tutaj tu tam też jeszcze ma mają',
  tr: 'söyle söyler bu şu o bir ve ile için bana beni bize de da ki mi mı mu mü lütfen misin mısın şimdi burada benim senin olan olarak',
  ru: 'скажи скажите я ты вы мы мне меня нам это этот эта эти этого этой этих на в во из с со к у о об и а что же ли бы пожалуйста можешь можете мой моя мои теперь сейчас тут здесь там ещё тоже есть был была было',
  uk: 'скажи я ти ви ми мені мене нам це цей ця ці цього цієї цих на в у з із зі до о об і й та а що ж чи би будь ласка можеш можете мій моя мої тепер зараз тут там ще теж є був була було',
  id: 'katakan beritahu saya kamu anda kami kita ini itu yang di ke dari pada dan untuk dengan ada adalah apakah tolong bisa bisakah mohon ya sekarang lalu dong nya',
  vi: 'tôi bạn mình này đó kia là của và cho ở với được xin hãy làm ơn vui lòng nhé ạ giúp bây giờ thì mà',
  ar: 'في من على إلى عن هذا هذه هذان ما هو هي و أن لي لنا من فضلك الآن هنا هناك كان',
  hi: 'है हैं मैं मुझे हमें यह ये वह वे का के की को में से और कृपया तो भी अब यहाँ क्या मेरा मेरी मेरे रहा रही',
}

/** The lines of a lexicon for them: English has nothing for them. */
export const smallWordsIn = (language: string): string =>
  (words[language] ?? wholeOf(language)?.small ?? '')
    .split(' ')
    .filter(Boolean)
    .map((one) => `${one} = `)
    .join('\n')
