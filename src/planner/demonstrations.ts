/** A request with the plan that is right for it, shown to an LLM so that it plans alike. */
export interface Demonstration {
  request: string
  /** What is attached, by reference name: the file's name. */
  files: Readonly<Record<string, string>>
  /** What the request asks for, in its order. */
  parts: readonly string[]
  /** Tool and input of each step; the first is called `s1`. */
  steps: readonly (readonly [tool: string, input: Readonly<Record<string, string | readonly string[]>>])[]
}

/** Requests of our own, one for each way in which steps go together. Each is shown only where its tools are offered. */
export const demonstrations: readonly Demonstration[] = [
  {
    request: 'Tell me in German what the guests talk about in interview.mp3, in two or three sentences.',
    files: { audio1: 'interview.mp3' },
    parts: ['what the guests say', 'in two or three sentences', 'in German'],
    steps: [
      ['automatic-speech-recognition', { audio: '$audio1' }],
      ['summarization', { text: '$s1.text' }],
      ['translation', { text: '$s2.text', targetLanguage: 'de' }],
    ],
  },
  {
    request:
      'My grandmother left a message in voice.ogg. It hisses a lot: clean it up, write it down, and list the people and towns she mentions.',
    files: { audio1: 'voice.ogg' },
    parts: ['clean the recording up', 'write it down', 'list people and towns'],
    steps: [
      ['audio-to-audio', { audio: '$audio1' }],
      ['automatic-speech-recognition', { audio: '$s1.audio' }],
      ['token-classification', { text: '$s2.text' }],
    ],
  },
  {
    request: 'When does the contract in scan.png end? Read the date to me aloud.',
    files: { image1: 'scan.png' },
    parts: ['when the contract ends', 'read it aloud'],
    steps: [
      ['document-question-answering', { image: '$image1', question: 'When does the contract end?' }],
      ['text-to-speech', { text: '$s1.text' }],
    ],
  },
  {
    request: 'Draw a lighthouse in a storm, then look for everything that stands on the drawing.',
    files: {},
    parts: ['draw a lighthouse', 'find what is on the drawing'],
    steps: [
      ['text-to-image', { text: 'a lighthouse in a storm' }],
      ['object-detection', { image: '$s1.image' }],
    ],
  },
  {
    request: 'I ask something about kitchen.jpg in memo.wav. What is the answer?',
    files: { image1: 'kitchen.jpg', audio1: 'memo.wav' },
    parts: ['what is asked in the recording', 'its answer, from the picture'],
    steps: [
      ['automatic-speech-recognition', { audio: '$audio1' }],
      ['visual-question-answering', { image: '$image1', question: '$s1.text' }],
    ],
  },
  {
    request:
      'Say what harbour.jpg shows and make a little film of that; I would also like to see how far away everything in the photo is.',
    files: { image1: 'harbour.jpg' },
    parts: ['what the photo shows', 'a film of it', 'how far away things are'],
    steps: [
      ['image-to-text', { image: '$image1' }],
      ['text-to-video', { text: '$s1.text' }],
      ['depth-estimation', { image: '$image1' }],
    ],
  },
  {
    request: 'Do "The shop shuts at six" and "After 18:00 nobody is served" mean the same?',
    files: {},
    parts: ['how alike the two sentences are'],
    steps: [
      ['sentence-similarity', { text: 'The shop shuts at six', texts: ['After 18:00 nobody is served'] }],
    ],
  },
  {
    request:
      'Who fed the goat? "On Monday Ann was ill, so that her brother Tom went to the stable and fed the goat."',
    files: {},
    parts: ['who fed the goat'],
    steps: [
      [
        'question-answering',
        {
          question: 'Who fed the goat?',
          sourceText: 'On Monday Ann was ill, so that her brother Tom went to the stable and fed the goat.',
        },
      ],
    ],
  },
  {
    request:
      'Make old.png sharper, mark its regions, and from the sharper picture tell me what kind of place it is.',
    files: { image1: 'old.png' },
    parts: ['a sharper picture', 'its regions', 'what kind of place it is'],
    steps: [
      ['image-to-image', { image: '$image1' }],
      ['image-segmentation', { image: '$s1.image' }],
      ['image-classification', { image: '$s1.image' }],
    ],
  },
  {
    request: 'Invent a short story about a snail who wants to fly, and let me hear it in Spanish.',
    files: {},
    parts: ['invent a story', 'in Spanish', 'let me hear it'],
    steps: [
      ['text-generation', { text: 'Write a short story about a snail who wants to fly.' }],
      ['translation', { text: '$s1.text', targetLanguage: 'es' }],
      ['text-to-speech', { text: '$s2.text', language: 'es' }],
    ],
  },
  {
    request: 'What can be heard in street.flac? Paint it, and say in one line what the painting shows.',
    files: { audio1: 'street.flac' },
    parts: ['what can be heard', 'a painting of it', 'what the painting shows'],
    steps: [
      ['audio-classification', { audio: '$audio1' }],
      ['text-to-image', { text: '$s1.label' }],
      ['image-to-text', { image: '$s2.image' }],
    ],
  },
  {
    request:
      'Here is report.txt. Give me its main points, name the companies in them, and check how near the main points come to "Sales went up everywhere."',
    files: { text1: 'report.txt' },
    parts: ['its main points', 'the companies in them', 'how near they come to the sentence'],
    steps: [
      ['summarization', { text: '$text1' }],
      ['token-classification', { text: '$s1.text' }],
      ['sentence-similarity', { text: '$s1.text', texts: ['Sales went up everywhere.'] }],
    ],
  },
  {
    request:
      'Speak "Dinner is ready" for me, take the hum out of it, and write down what can be understood in the end.',
    files: {},
    parts: ['speak the sentence', 'take the hum out', 'write it down'],
    steps: [
      ['text-to-speech', { text: 'Dinner is ready' }],
      ['audio-to-audio', { audio: '$s1.audio' }],
      ['automatic-speech-recognition', { audio: '$s2.audio' }],
    ],
  },
  {
    request: 'What does the notice in door.jpg say in English, and when can I come according to it?',
    files: { image1: 'door.jpg' },
    parts: ['read the notice', 'in English', 'when I can come'],
    steps: [
      ['image-to-text', { image: '$image1' }],
      ['translation', { text: '$s1.text', targetLanguage: 'en' }],
      ['question-answering', { question: 'When can I come?', sourceText: '$s2.text' }],
    ],
  },
  {
    request: 'Is the review "I waited an hour and the soup was cold" a friendly one?',
    files: {},
    parts: ['whether the review is friendly'],
    steps: [['text-classification', { text: 'I waited an hour and the soup was cold' }]],
  },
  {
    request: 'Which is on pet.jpg: a cat, a hamster or a parrot?',
    files: { image1: 'pet.jpg' },
    parts: ['which of the animals it is'],
    steps: [
      ['zero-shot-image-classification', { image: '$image1', labels: ['a cat', 'a hamster', 'a parrot'] }],
    ],
  },
  {
    request: 'Which town in towns.csv has the most people? Write me a friendly note about the answer.',
    files: { table1: 'towns.csv' },
    parts: ['the town with most people', 'a note about it'],
    steps: [
      ['table-question-answering', { table: '$table1', question: 'Which town has the most people?' }],
      ['text-generation', { text: 'Write a friendly note about this answer: {{s1.text}}' }],
    ],
  },
  {
    request: 'Count the birds on tree.jpg, put a red hat on the person there, and describe the new picture.',
    files: { image1: 'tree.jpg' },
    parts: ['count the birds', 'put a red hat on the person', 'describe the new picture'],
    steps: [
      ['object-detection', { image: '$image1' }],
      ['image-text-to-image', { image: '$image1', prompt: 'put a red hat on the person' }],
      ['image-to-text', { image: '$s2.image' }],
    ],
  },
]
