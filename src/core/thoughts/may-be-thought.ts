/** How models begin to think aloud, in lower case. */
const beginnings = [
  ...[
    'okay, so',
    'okay, the ',
    'okay, let',
    "okay, i'",
    'okay, i ',
    'okay, user',
    'okay. ',
    'ok, so',
    'ok, the user',
  ],
  ...[
    'ok, let',
    'alright, ',
    'hmm',
    'let me think',
    'let me see',
    'let me start',
    'let me analy',
    'let me consider',
  ],
  ...[
    'let me break',
    'let me check',
    "let's see",
    "let's think",
    "let's analy",
    "let's break",
    "let's tackle",
  ],
  ...[
    'we need to',
    'we must',
    'we are given',
    'we are asked',
    'we have to',
    'the user',
    'user asks',
    'user wants',
  ],
  ...[
    'first, i',
    'first, let',
    'first, the user',
    'i need to',
    'i should',
    'i have to',
    'so the user',
    'so, the user',
  ],
  ...[
    'thinking process',
    'thought process',
    "here's a thinking process",
    'here is my thought process',
    'got it, ',
    'here are my reasoning steps',
    'analysis',
  ],
  ...['嗯', '好的，', '首先，', '用户'],
]

/**
 * Whether a reply that begins like this may turn out to be thoughts that nothing opened. Undefined: too little has come
 * to tell. Pure.
 */
export function mayBeThought(beginning: string): boolean | undefined {
  if (beginning.length > 200) return false
  const start = beginning.trimStart().slice(0, 40).toLowerCase()
  if (beginnings.some((one) => start.startsWith(one))) return true
  return beginnings.some((one) => one.startsWith(start)) ? undefined : false
}
