/** Texts of the page Compare. */
export const compareEn = {
  title: 'Compare two digits',
  intro:
    'Draw a digit on each pad. A network that learnt to give alike digits alike codes says how probable it is that both are the same one.',
  networkFailed: 'The network could not be loaded. It is tried again with your next stroke.',
  score: 'The same digit?',
  scoreNote:
    'A probability from 0 to 1, computed in your browser while you draw. Hand and style do not count.',
  accuracy: (share: string, pairs: string, model: string) =>
    `${model} told ${share} of ${pairs} pairs of test digits rightly.`,
  same: 'same',
  different: 'different',
  drawBoth: 'Draw both digits, or press Example.',
  verdicts: {
    same: 'The same digit.',
    'rather-same': 'Probably the same digit.',
    'rather-different': 'Probably two digits.',
    different: 'Two different digits.',
  },
  codes: {
    title: 'What the network makes of them',
    intro:
      'It turns each drawing into a code: a row of numbers, bars up where they are above zero. Alike digits get alike codes, whoever wrote them; the small picture is what it saw.',
    none: 'The codes appear as you draw.',
    notDrawn: 'Not drawn yet.',
    saw: 'What the network saw',
    label: (name: string, count: number) => `Code of ${name}: ${count} values as bars`,
    reasons: 'What each says',
    reasonsLabel: 'What each value says: up for the same digit, down against it',
    distance: (distance: string, most: string) =>
      `Up speaks for the same digit, down against it. The codes are ${distance} apart (0 for the same, at most 2); they differ most in the values ${most}.`,
    table: 'All values as a table',
    value: 'Value',
    says: 'Says',
  },
  like: {
    title: 'Digits like this',
    intro:
      'The nine training digits whose codes are nearest to yours. To search them, your drawing is sent to the server when you lift the pen; it is not kept.',
    of: (name: string) => `Most like ${name}`,
    none: 'Not drawn yet.',
    sample: (label: string, percent: string) => `${label}, ${percent} the same digit`,
    place: (place: string) => `Number ${place} of the training digits`,
    indexing:
      'The server is making its index of the training digits. It does that once; it takes about half a minute.',
    howTo:
      'The server needs MNIST for this: a folder with its files named by NUMERALS_DATA, or a network to load it from. Comparing works without.',
    again: 'Try again',
  },
};
