/** Texts of the page Dream. */
export const dreamEn = {
  title: 'Digits that nobody wrote',
  intro:
    'A network learnt to squeeze many thousand handwritten digits through a few numbers and to draw them again. Give it other numbers, and it dreams up digits that were never written. All of this runs in your browser; nothing is sent.',
  networkFailed: 'The network could not be loaded. It is tried again with your next stroke.',
  map: {
    title: 'A map of digits',
    intro:
      'Each place is two numbers, and the network draws a digit from them. Move over the map with the mouse, a finger or the arrow keys, and watch one digit turn into another.',
    canvas: 'Map of digits',
    help: 'Small digits all over a square, as the network draws them. The arrow keys move, with Shift further, Home goes to the middle; the digit there is read aloud.',
    failed: 'The network could not be loaded. Move over the map to try again.',
    readAs: (digit: string) => `Read as ${digit}`,
    numbers: (x: string, y: string) => `The two numbers: ${x} and ${y}`,
    jump: 'Go to where a digit lies',
    to: (digit: number) => `Go to the ${digit}`,
    note: 'Round labels stand where the training digits lie on average, A and B where your own drawings do. Colours show what the sketchpad’s model reads; as many training digits fall on each part of the map.',
  },
  code: {
    title: 'Through a few numbers',
    intro: (count: string) =>
      `Draw a digit on each pad. Another network squeezes it into a code of ${count} numbers; what comes out is all that these tell.`,
    none: 'Draw a digit, or press Example.',
    saw: 'What it saw',
    out: 'What comes out',
    cost: (nats: string) => `It costs ${nats} nats`,
    nats: 'nats',
    natsHelp:
      'A nat measures surprise; one is 1.44 bits. To name one of ten digits costs 2.3 nats. What looks like the digits the network learnt from costs little, what it never saw costs much.',
    parts: (code: string, rest: string) =>
      `${code} for the code, and ${rest} for what the code does not tell, pixel by pixel.`,
    usual: (nats: string) => `The line marks what a test digit costs on average, ${nats} nats.`,
  },
  morph: {
    title: 'From one to the other',
    intro: 'All codes on the way from your first drawing to the second one are digits, too, or nearly.',
    none: 'Draw both digits above, or press Example twice.',
    slider: (first: string, second: string) => `From ${first} to ${second}`,
    help: '0 is what came out for A, 100 what came out for B. The way is an arc, since codes of digits lie at about the same distance from the middle.',
  },
  samples: {
    title: 'By chance',
    intro:
      'Codes drawn at random, a digit from each of them. Most are good digits; some are none, and nobody could say which they were meant to be.',
    label: (count: number) => `${count} digits drawn by chance`,
    others: 'Other ones',
  },
};
