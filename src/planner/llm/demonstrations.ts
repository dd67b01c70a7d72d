import type { Condition } from '../../plan/condition.js'
import type { StepValue } from '../../plan/step-value.js'

/** A request with the plan that is right for it, shown to an LLM so that it plans alike. */
export interface Demonstration {
  request: string
  /** What is attached, by reference name: the file's name. */
  files: Readonly<Record<string, string>>
  /** What the request asks for, in its order. */
  parts: readonly string[]
  /** Tool and input of each step, and its condition; the first is called `s1`. */
  steps: readonly (readonly [tool: string, input: Record<string, StepValue>, when?: Condition])[]
}

/** Requests of our own, one for each way in which steps go together. Each is shown only where its tools are offered. */
export const demonstrations: readonly Demonstration[] = [
  {
    request: 'Transcribe lecture.mp3, please.',
    files: { audio1: 'lecture.mp3' },
    parts: ['transcribe the recording'],
    steps: [['automatic-speech-recognition', { audio: '$audio1' }]],
  },
  {
    request: 'Write the words on ticket.png down for me.',
    files: { image1: 'ticket.png' },
    parts: ['write down the words on the picture'],
    steps: [['image-to-text', { image: '$image1' }]],
  },
  {
    request: 'I would like to hear "The train to Ulm leaves from platform nine" as speech.',
    files: {},
    parts: ['convert the sentence to speech'],
    steps: [['text-to-speech', { text: 'The train to Ulm leaves from platform nine' }]],
  },
  {
    request: 'Go on with this beginning of a fairy tale: "Once there was a spoon".',
    files: {},
    parts: ['generate more of the text'],
    steps: [
      ['text-generation', { text: 'Go on with this beginning of a fairy tale: Once there was a spoon' }],
    ],
  },
  {
    request: 'sofa.png is blurred and dark. Make it clear and bright.',
    files: { image1: 'sofa.png' },
    parts: ['enhance the picture'],
    steps: [['image-to-image', { image: '$image1' }]],
  },
  {
    request: 'What do the guests talk about in interview.mp3? A short summary in German will do.',
    files: { audio1: 'interview.mp3' },
    parts: ['transcribe the interview', 'summarize it', 'translate the summary into German'],
    steps: [
      ['automatic-speech-recognition', { audio: '$audio1' }],
      ['summarization', { text: '$s1.text' }],
      ['translation', { text: '$s2.text', targetLanguage: 'de' }],
    ],
  },
  {
    request:
      'Grandmother left a message in voice.ogg, but it hisses. Enhance it, transcribe it, and list the people and towns that she mentions.',
    files: { audio1: 'voice.ogg' },
    parts: ['enhance the recording', 'transcribe it', 'list people and towns in it'],
    steps: [
      ['audio-to-audio', { audio: '$audio1' }],
      ['automatic-speech-recognition', { audio: '$s1.audio' }],
      ['token-classification', { text: '$s2.text' }],
    ],
  },
  {
    request: 'When does the contract in scan.png end? Read the date to me aloud.',
    files: { image1: 'scan.png' },
    parts: ['answer when the contract ends', 'read the answer aloud'],
    steps: [
      ['document-question-answering', { image: '$image1', question: 'When does the contract end?' }],
      ['text-to-speech', { text: '$s1.text' }],
    ],
  },
  {
    request: 'What happens in party.mp4, and what do the guests say?',
    files: { video1: 'party.mp4' },
    parts: ['tell what is seen in the video', 'tell what is said in it'],
    steps: [
      ['video-frames', { video: '$video1' }],
      ['image-to-text', { image: '$s1.frames[*]' }],
      ['automatic-speech-recognition', { audio: '$video1' }],
      ['timeline', { moments: '$s1.moments', descriptions: '$s2.text', speech: '$s3.segments' }],
    ],
  },
  {
    request: 'Describe every page of the scanned album.pdf.',
    files: { image1: 'album.pdf' },
    parts: ['describe each page of the document'],
    steps: [
      ['document-to-images', { document: '$image1' }],
      ['image-to-text', { image: '$s1.pages[*]' }],
    ],
  },
  {
    request: 'Which of mug.jpg, jug.jpg and drum.jpg is the odd one out?',
    files: { image1: 'mug.jpg', image2: 'jug.jpg', image3: 'drum.jpg' },
    parts: ['tell which picture is the odd one out'],
    steps: [
      ['image-to-text', { image: '$image1' }],
      ['image-to-text', { image: '$image2' }],
      ['image-to-text', { image: '$image3' }],
      ['image-feature-extraction', { images: ['$image1', '$image2', '$image3'] }],
      [
        'odd-one-out',
        {
          images: ['$image1', '$image2', '$image3'],
          descriptions: ['$s1.text', '$s2.text', '$s3.text'],
          pairs: '$s4.pairs',
        },
      ],
    ],
  },
  {
    request: 'Generate a picture of a lighthouse in a storm, then detect what stands on it.',
    files: {},
    parts: ['generate the picture', 'detect the objects on it'],
    steps: [
      ['text-to-image', { text: 'a lighthouse in a storm' }],
      ['object-detection', { image: '$s1.image' }],
    ],
  },
  {
    request: 'In memo.wav I ask something about kitchen.jpg. Answer it.',
    files: { image1: 'kitchen.jpg', audio1: 'memo.wav' },
    parts: ['transcribe the question', 'answer it from the picture'],
    steps: [
      ['automatic-speech-recognition', { audio: '$audio1' }],
      ['visual-question-answering', { image: '$image1', question: '$s1.text' }],
    ],
  },
  {
    request:
      'Describe harbour.jpg and make a video of that description; I also want to know how deep the scene is.',
    files: { image1: 'harbour.jpg' },
    parts: ['describe the picture', 'make a video of the description', 'estimate the depth'],
    steps: [
      ['image-to-text', { image: '$image1' }],
      ['text-to-video', { text: '$s1.text' }],
      ['depth-estimation', { image: '$image1' }],
    ],
  },
  {
    request: 'How similar are "The shop shuts at six" and "After 18:00 nobody is served"?',
    files: {},
    parts: ['compare the two sentences'],
    steps: [
      ['sentence-similarity', { text: 'The shop shuts at six', texts: ['After 18:00 nobody is served'] }],
    ],
  },
  {
    request:
      'Who fed the goat? Look it up here: "On Monday Ann was ill, so that her brother Tom went to the stable and fed the goat."',
    files: {},
    parts: ['answer who fed the goat from the text'],
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
      'Improve the quality of old.png, segment the better picture, and classify what kind of place it shows.',
    files: { image1: 'old.png' },
    parts: ['improve the picture', 'segment it', 'classify it'],
    steps: [
      ['image-to-image', { image: '$image1' }],
      ['image-segmentation', { image: '$s1.image' }],
      ['image-classification', { image: '$s1.image' }],
    ],
  },
  {
    request: 'Generate a short story about a snail who wants to fly, in Spanish, and let me listen to it.',
    files: {},
    parts: ['generate a story', 'translate it into Spanish', 'convert it to speech'],
    steps: [
      ['text-generation', { text: 'Write a short story about a snail who wants to fly.' }],
      ['translation', { text: '$s1.text', targetLanguage: 'es' }],
      ['text-to-speech', { text: '$s2.text' }],
    ],
  },
  {
    request:
      'Classify the sound in street.flac, generate a picture from that label, and describe the picture.',
    files: { audio1: 'street.flac' },
    parts: ['classify the sound', 'generate a picture from the label', 'describe the picture'],
    steps: [
      ['audio-classification', { audio: '$audio1' }],
      ['text-to-image', { text: '$s1.label' }],
      ['image-to-text', { image: '$s2.image' }],
    ],
  },
  {
    request:
      'Summarize report.txt, identify the companies in the summary, and compare the summary with "Sales went up everywhere."',
    files: { text1: 'report.txt' },
    parts: [
      'summarize the report',
      'identify companies in the summary',
      'compare the summary with the sentence',
    ],
    steps: [
      ['summarization', { text: '$text1' }],
      ['token-classification', { text: '$s1.text' }],
      ['sentence-similarity', { text: '$s1.text', texts: ['Sales went up everywhere.'] }],
    ],
  },
  {
    request:
      'Convert "Dinner is ready" to speech, remove the noise from that recording, and transcribe what is left.',
    files: {},
    parts: ['convert the sentence to speech', 'remove the noise', 'transcribe it'],
    steps: [
      ['text-to-speech', { text: 'Dinner is ready' }],
      ['audio-to-audio', { audio: '$s1.audio' }],
      ['automatic-speech-recognition', { audio: '$s2.audio' }],
    ],
  },
  {
    request: 'Extract the notice from door.jpg, give it to me in English and tell me when I may come.',
    files: { image1: 'door.jpg' },
    parts: ['extract the text', 'translate it into English', 'answer when one may come'],
    steps: [
      ['image-to-text', { image: '$image1' }],
      ['translation', { text: '$s1.text', targetLanguage: 'en' }],
      ['question-answering', { question: 'When may one come?', sourceText: '$s2.text' }],
    ],
  },
  {
    request: 'Is the review "I waited an hour and the soup was cold" a friendly one?',
    files: {},
    parts: ['classify the mood of the review'],
    steps: [['text-classification', { text: 'I waited an hour and the soup was cold' }]],
  },
  {
    request: 'Which is on pet.jpg: a cat, a hamster or a parrot?',
    files: { image1: 'pet.jpg' },
    parts: ['choose which animal it is'],
    steps: [
      ['zero-shot-image-classification', { image: '$image1', labels: ['a cat', 'a hamster', 'a parrot'] }],
    ],
  },
  {
    request: 'Which town in towns.csv has the most people? Write me a friendly note about the answer.',
    files: { table1: 'towns.csv' },
    parts: ['answer which town has the most people', 'write a note about it'],
    steps: [
      ['table-question-answering', { table: '$table1', question: 'Which town has the most people?' }],
      ['text-generation', { text: 'Write a friendly note about this answer: {{s1.text}}' }],
    ],
  },
  {
    request: 'Detect the birds on tree.jpg, put a red hat on the man there, and describe the edited picture.',
    files: { image1: 'tree.jpg' },
    parts: ['detect the birds', 'put a red hat on the man', 'describe the edited picture'],
    steps: [
      ['object-detection', { image: '$image1' }],
      ['image-text-to-image', { image: '$image1', prompt: 'put a red hat on the man' }],
      ['image-to-text', { image: '$s2.image' }],
    ],
  },
  {
    request:
      'What is the colour of the car on garage.png? Turn the answer into a sentence in French and make a picture of it.',
    files: { image1: 'garage.png' },
    parts: [
      'answer the question',
      'make a sentence of it',
      'translate it into French',
      'make a picture of it',
    ],
    steps: [
      ['visual-question-answering', { image: '$image1', question: 'What is the colour of the car?' }],
      ['text-generation', { text: 'Make a sentence of this: {{s1.text}}' }],
      ['translation', { text: '$s2.text', targetLanguage: 'fr' }],
      ['text-to-image', { text: '$s3.text' }],
    ],
  },
]
