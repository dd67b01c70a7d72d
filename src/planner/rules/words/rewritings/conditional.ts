import type { Rewriting } from './rewriting.js'

/** A question as the condition that it asks about: `is there a dog` is `there is a dog`, `does it show one` `it show one`. */
const asCondition = (question: string): string =>
  question
    .trim()
    .replace(/^(is|are|was|were) (there)\b/i, '$2 $1')
    .replace(/^(is|are) ((?:the|its|their|all|both)[\w ]{0,12} backgrounds?) (?=\w)/i, '$2 $1 ')
    .replace(
      /^(?:does|do|did|has|have) (?=the|my|this|that|it|both|all|any|either|image|audio|\$|one|every|each|some|at)/i,
      '',
    )
    .replace(/^(is|are) ((?:an? |the )?\w+(?: \w+)?) (?=in|on|to be|visible|shown|mentioned|seen)/i, '$2 $1 ')

const notSo =
  "(?:should (?:it|that|this|there)(?: be)? not(?: be)?(?: the case| one| so| any)?|(?:if|when) (?:it|that|this|they|there) (?:does not|doesn't|do not|don't|is not|isn't)(?: so| the case| there| true)?|if (?:that|this|it)(?:'s| is) not (?:so|the case|true|there)|if there (?:isn't|is not|aren't|are not)(?: one| any)?|if there (?:are|is) (?:more|fewer|less|several)|if none (?:does|is|do)|or else|in any other case|in all other cases|in the other case|failing that|if (?:it|they) (?:doesn't|don't)|if not so|if no|when not|(?:if|in case|when) you (?:do not|don't|can't|cannot|can not)(?: (?:find|see|spot|hear)(?: one| it| any)?)?|(?:if|in case|when) (?:it|they) (?:has not|hasn't|have not|haven't)(?: got)?(?: one| any)?)"
const so =
  "(?:if so|if yes|if (?:it|that|this|they|there) (?:does|is|do|are)(?: so| the case| one| true)?|if that's the case|if that is the case|in that case|in this case|then|when so)"

/** `transcribed` asks to transcribe. */
const doneAs = new Map([
  ...[
    'transcribe',
    'describe',
    'translate',
    'classify',
    'caption',
    'compare',
    'label',
    'tag',
    'summarize',
    'summarise',
  ].map((verb) => [`${verb.replace(/y$/, 'i').replace(/e$/, '').replace(/g$/, 'gg')}ed`, verb] as const),
  ['labelled', 'label'],
  ['written down', 'write down'],
  ['written out', 'write down'],
  ['read aloud', 'read aloud'],
  ['read out', 'read aloud'],
])
const verbOf = (done: string): string => doneAs.get(done.toLowerCase()) ?? done

const does =
  '(?:say|write|answer|reply|respond|print|return|output|describe|transcribe|caption|translate|tell|give|name|list|count|read|show|put|classify|compare|summari[sz]e|let me know)'

/** Ways of setting a condition, with `if` in front and `otherwise` behind it. */
export const conditional: readonly Rewriting[] = [
  [
    'if when',
    /\b(if|when) (?:you|one|we|i) (?:can not|cannot|can't|do not|don't|could not|couldn't) (?:see|find|spot|make out|recogni[sz]e) (?:an? |any )?/gi,
    '$1 there is no ',
  ],
  // "If both are white say same": the words end what is set.
  [
    'if when unless',
    /^((?:[Ii]f|[Ww]hen|[Uu]nless) [^,;:.?\n]{3,80}?\b(?:is|are|has|have|shows?|contains?|mentions?|can|see|hear|there)\b[^,;:.?\n]{2,60}?) (?=(?:say|write|answer|reply|print|return) [\w']+(?: [\w']+)?(?:[,;.]|$| else| otherwise| if not))/,
    '$1, ',
  ],
  [
    'otherwise else',
    /\b(say|answer|reply|respond|write|print|put)( with)? ("[^"\n]+"|[\w']+),? (otherwise|else) (?:with )?("[^"\n]+"|(?!say|answer|reply|respond|write|print|put|describe|transcribe|caption|nothing|do)[\w']+)[.!]*$/i,
    '$1 $3, $4 $1 $5.',
  ],
  // "Describe all pictures with fish in them": those that show it.
  [
    'with containing featuring showing mentioning about',
    /^((?:please )?(?:describe|caption|transcribe|translate|summari[sz]e) (?:(?:only|just|all|the|those|every|each|any|of) )*)(pictures?|photos?|images?|recordings?|memos?) (?:with|containing|featuring|showing|mentioning|about) (?!the\b|(?:time ?stamps?|times|punctuation|details?|speakers?|labels?)\b)((?:an? |any |some )?[a-z]+)(?: in (?:them|it)| on (?:them|it))?(?= and\b|[.!,;]*$)/i,
    (_, head = '', noun = '', what = '') =>
      `${head.replace(/ (?:every|each|any) $/i, ' the ')}${noun.replace(/s?$/, 's')} that ${/^(?:rec|mem)/i.test(noun) ? 'mention' : 'show'} ${what}`,
  ],
  // "Does it show a dog? Yes: describe it. No: say goodbye."
  [
    'yes true',
    /^((?:is|are|does|do|has|have) [^.?!\n]{3,120})\? *(?:yes|true) ?[:,→-]+ *([^.;?!\n]{3,120})[.;,]+ *(?:and |but )?(?:no|false) ?[:,→-]+ *([^.;?!\n]{3,120})[.!]*$/i,
    (_, question = '', then = '', other = '') => `If ${asCondition(question)}, ${then}, otherwise ${other}.`,
  ],
  // "If it is a recording, transcribe it": the files of that kind.
  [
    'if when',
    /\b(?:if|when) (?:it|this|that|one|the file|a file) is an? (picture|photo|image|recording|memo|sound file|audio file),? (describe|caption|transcribe|translate|write down) (?:it|that|them)\b/gi,
    (_, noun = '', verb = '') => `${verb} the ${noun.replace(/^(?:sound|audio) file$/i, 'recording')}s`,
  ],
  // "Check the photo for a cat. In case you find one, ..."
  [
    'if case when',
    /^(?:please )?(?:check|look at|examine|search|scan|inspect) ((?:the|this|my|that) \w+) (?:for|whether it has|if it has) (an? [\w ]{2,30}?)(?:[.;:,]| and)* *(?:if|in case|when) (?:you (?:do )?(?:find|see|spot) (?:one|it)|there is one|it has one|one is there|so|found|you do)[,:]? /i,
    'If there is $2 in $1, ',
  ],
  // "If it shows a fish, say FISH, and if it shows a dog, say DOG."
  [
    'if when unless',
    /(^(?:if|when|unless) [^,;.?\n]{3,100}, [^,;.?\n]{2,80}), ?(?:and |but )?(if|when|unless) (?!not\b|there (?:is|are) (?:not|none)|it (?:does|is|has) not)(?=[^,;.?\n]{3,100}, )/i,
    '$1. $2 ',
  ],
  // "For each picture: if it has an animal, describe it."
  [
    'if',
    /^for (?:every|each|any|all)(?: of the| of these| the)? (picture|photo|image|recording|memo|clip|file)s?[:,]? if (?:it|there) ((?:shows?|has|have|contains?|mentions?|depicts?|is|are) [^,;:.\n]{2,40}), (describe|caption|transcribe|translate) (?:it|them|that one)(?:[,;.]? (?:and |but )?(?:otherwise|else|if not|if it (?:doesn't|does not|hasn't|has not))[^.\n]{0,40})?[.!]*$/i,
    (_, noun = '', what = '', verb = '') =>
      `${verb} the ${noun}s that ${what
        .replace(/^(?:is|are) /i, 'show ')
        .replace(/^(?:has|shows|contains|depicts) /i, 'show ')
        .replace(/^mentions /i, 'mention ')}.`,
  ],
  [
    'depending',
    /^depending on (?:whether|if) ([^,.;\n]{3,100})(?: or not)?, (say|write|answer|reply|print|put)(?: with)? (?:either )?(.{1,40}?),? or (.{1,40}?)\.?$/i,
    'If $1, $2 $3, otherwise $2 $4.',
  ],
  [
    'hear',
    /\b(if|when|unless) (?:you|one|we|i) (?:can )?hear (?=an? |any |some |the )/gi,
    '$1 the recording mentions ',
  ],
  [
    'number',
    /\b(mentions?|hears?|says?|names?|contains?|includes?|has|have) (?:an?|any) number\b(?! of)/gi,
    '$1 a numeral',
  ],
  [
    'skip ignore leave omit forget drop',
    /(?:[.;,] *(?:and )?| and )(?:please )?(?:skip|ignore|leave out|omit|forget(?: about)?|drop) (?:all )?(?:the (?:rest|others?)|all (?:the )?others|everything else)[.!]*$/i,
    '.',
  ],
  // "Say yes if there is one, say no if there isn't."
  [
    'if when unless',
    new RegExp(
      `^(?:please )?(${does}\\b[^,;?\\n]{2,80}?),? (?:only )?(if|when|unless) ([^,;?\\n]{3,100}?)[,;]? (?:and |but |or )?(?:else )?(${does}\\b[^,;?\\n]{1,80}?),? (?:otherwise|${notSo})[.!]*$`,
      'i',
    ),
    (_, what = '', joint = '', condition = '', other = '') =>
      `${joint} ${condition}, ${what}, otherwise ${other}.`,
  ],
  // "..., and if it has one, name it": the other case of "if it has no animal".
  [
    'if when',
    /(\b(?:no|not|without|none)\b[^.;?\n]{0,120}[.;,]) *(?:and |but )?(?:if|when) (?:(?:it|they) (?:does|do|has one|shows one|contains one|have one|show one)|there (?:is|are)(?: one| some)?)[,:]? +(?=\w)/gi,
    '$1 Otherwise ',
  ],
  [
    'if when',
    /([.;,]) *(?:and |but )?(?:if|when) (?:(?:it|they) (?:has|shows?|contains?|have|mentions?) (?:none|no such thing|nothing of the kind)|there (?:is|are) none|none (?:is|are) there)[,:]? +(?=\w)/gi,
    '$1 Otherwise ',
  ],
  // "If you hear a number write it down": where the condition ends.
  [
    'if when unless',
    /^((?:[Ii]f|[Ww]hen|[Uu]nless) [^,;:.?\n]{8,100}?) (?=(?:please |just |then )?(?:say|write|answer|reply|print|return|describe|transcribe|caption|translate|tell|give|list|let me know) (?:it|the|them|me|what|only|just|its|down|nothing|out|[A-Z]{2,}|"))/,
    '$1, ',
  ],
  // "For every picture that shows an animal give me the animal."
  [
    'for',
    /^for (?:every|each|any|all)(?: of the| the)? (picture|photo|image|recording|memo|clip|file)s? (?:that|which) ((?:shows?|has|have|contains?|mentions?|depicts?|includes?) (?:an? |any )?[\w-]+(?: \w+)?),? (describe|caption|transcribe|translate|write|give|tell|name|list|say) [^.;\n]{0,60}[.!]*$/i,
    (_, noun = '', what = '', verb = '') =>
      `${/^(?:describe|caption|transcribe)$/i.test(verb) ? verb : /^(?:rec|mem|cl)/i.test(noun) ? 'transcribe' : 'describe'} the ${noun}s that ${what}.`,
  ],
  // "Whenever a picture shows a dog, describe it": those that do.
  [
    'whenever time',
    /^(?:whenever|every time|each time) (?:an?|the|any) (picture|photo|image|recording|memo) (shows?|has|contains?|mentions?|depicts?) ([^,.;\n]{2,40}), (\w+) (?:it|them)( down| out)?[.!]*$/i,
    '$4$5 the $1s that $2 $3.',
  ],
  // "Is there a dog? If so, transcribe the memo. If not, describe it."
  [
    'if case then when',
    new RegExp(`^((?:is|are|does|do|has|have) [^.?!\\n]{3,120})\\? *${so} ?[,:]? +(?=\\w)`, 'i'),
    (_, question = '') => `If ${asCondition(question)}, `,
  ],
  [
    'whether if',
    new RegExp(
      `^(?:please )?(?:check|see|find out|look|determine|verify|test) (?:first )?(?:whether|if) ([^.?!,;\\n]{3,120})[.;,:] *(?:and )?${so} ?[,:]? +(?=\\w)`,
      'i',
    ),
    'If $1, ',
  ],
  [
    'depending',
    /^depending on (?:whether|if) ([^,.;\n]{3,80}?) (an? \w+|\w+) or (an? \w+|\w+), (\w+) (the \w+) or (the \w+) (\w+)\.?$/i,
    'If $1 $2, $4 $5 $7; if $1 $3, $4 $6 $7.',
  ],
  [
    'depending',
    /^depending on (?:whether|if) ([^,.;\n]{3,120})(?: or not)?, (?:either )?([^,.;\n]{3,120}?),? or (?:else )?([^.;\n]{3,120}?)\.?$/i,
    'If $1, $2, otherwise $3.',
  ],
  [
    'only',
    /^only (?:if|when|in case) ([^;\n]{3,120}?),? (?:should|must|shall|may|do|are|can|will|would) (you|we|i) (?:to )?(?=\w)/i,
    (_, condition = '', who = '') => `If ${condition}, ${/^i$/i.test(who) ? 'I ' : ''}`,
  ],
  ['only', /^only (if|when) (?=[^,\n]{3,120}, )/i, '$1 '],
  // "When the background is red, describe it": what comes behind the comma is done only then.
  [
    'when whenever where',
    /(^|[.;!] )(?:when|whenever|where) (?!(?:was|were|did|does|do|will)\b)([^,?.;\n]{6,120}\b(?:is|are|has|have|shows?|mentions?|contains?|says?|can|there)\b[^,?.;\n]{0,100}), (?=\w)/gi,
    '$1If $2, ',
  ],
  // "I want the memo written down, but only if ..."
  [
    'transcribed described translated written summarised summarized captioned classified compared read labelled labeled tagged',
    /^(?:i (?:want|need|would like|'d like)|please have|have|get|let me have) ((?:the|my|this|that|these|those|both|all|each|every)\b[^,.;\n]{1,40}?) (transcribed|described|translated|written down|written out|summari[sz]ed|captioned|classified|compared|read aloud|read out|labell?ed|tagged)(?= ?[,.;!\n]|$| (?:but|only|if|unless|when|in|into|as|and)\b)/i,
    (_, what = '', done = '') => `${verbOf(done)} ${what}`,
  ],
  ['only', /, but only (if|when|in case)\b/gi, ' only $1'],
  [
    'should',
    /^should (?=(?:the|there|any|either|both|all|an?|my|this|that|one|image|audio|every|each)\b[^,;\n]{3,120}[,;:])/i,
    'If ',
  ],
  [
    'should if when else case cases failing',
    new RegExp(`([.;!?]) *(?:and |but )?(?:${notSo}|if not)[,:]? +(?=\\w)`, 'gi'),
    '$1 Otherwise ',
  ],
  [
    'should if when else case cases failing',
    new RegExp(`, *(?:and |but )?${notSo}[,:]? +(?=\\w)`, 'gi'),
    ', otherwise ',
  ],
  [
    'long case condition event only',
    /\b(?:so long as|only in case|on the condition that|in the event that|if and only if|on condition that)\b/gi,
    'if',
  ],
  [
    'if when unless provided case',
    /^((?:if|when|unless|provided|in case) [^,:.;\n]{3,120}): (?=\w)/i,
    '$1, ',
  ],
  // "Whichever picture shows a crown" is the picture that does.
  [
    'whichever whatever any all each',
    /\b(?:(?:whichever|whatever)(?: one)? of (?:the|these|those|my) (?:pictures?|photos?|images?|recordings?|memos?|clips?|files?) (?:that |which )?|(?:any|all|each) of (?:the|these|those|my) (?:pictures?|photos?|images?|recordings?|memos?|clips?|files?) (?:that|which) )(?=shows?|has|have|mentions?|contains?|depicts?)/gi,
    (whole = '') =>
      `the ${/(?:picture|photo|image|recording|memo|clip|file)/i.exec(whole)?.[0] ?? 'file'}s that `,
  ],
  [
    'whichever whatever',
    /\b(?:whichever|whatever) (pictures?|photos?|images?|recordings?|memos?|clips?|files?|ones?) (?=shows?|has|have|mentions?|contains?|depicts?)/gi,
    'the $1 that ',
  ],
  ['one ones', /\b(?:only )?the ones? (?=with|without|showing|that)/gi, 'the files '],
  // "Otherwise the background color."
  [
    'otherwise else',
    /\b(otherwise|else),? (?:only |just )?(?:the |its )?((?:background )?colou?r(?: of the (?:background|picture))?|(?:file )?size|dimensions|transcript|description|duration|length)(?= *[.!]*$)/gi,
    '$1 tell me the $2',
  ],
  // "If there is a horse, tell me where it is."
  [
    'where',
    /\b((?:if|when) (?:there (?:is|are)|(?:it|this|the (?:picture|photo|image)) (?:shows?|has|contains?)|(?:you|one|we|i) (?:can )?(?:see|find|spot)) (?:an? |any |some )?)([\p{L}-]{2,30})((?: (?:in|on) [^,.;?\n]{2,40})?,) (?:please |then )*(?:(?:tell me|say|show me|let me know|state|write|answer) )?where (?:it is|they are|it's|is it|are they)(?: located| shown)?\b/iu,
    '$1$2$3 find the $2',
  ],
  // "If ..., tell me its colour": what is shown tells it.
  [
    'if unless when otherwise',
    /((?:^|[.;] )(?:if|unless|when) [^,.;\n]{3,120}, |, otherwise,? |[.;] Otherwise,? )(?:please |just |only )*(?:tell me|name|list|give me|state|show me|let me know|say(?= (?:its|what|which|the (?:name|colou?r|animal|thing))\b)) (?:only |just )?(?:the|its|what|which|all|everything|(?<=\b(?:list|name) )(?:them|it|each|these))\b(?![^.;,\n]*\b(?:memos?|recordings?|audio|sa(?:id|ys?)|spoken|heard|files?|long|big|large|wide|tall|heavy|sizes?|dimensions?|resolution|width|height|format|duration|length|transcripts?|seconds|pixels|bytes|words?)\b)[^.;,\n]{0,60}?(?=[.;,!]|$| otherwise)/gi,
    '$1describe the picture',
  ],
]
