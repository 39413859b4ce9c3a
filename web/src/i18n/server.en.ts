import type { ServerTexts } from './server';

/** The server speaks English: knobs have their names there, so that they are found on the command line. */
export const serverEn: ServerTexts = { knobs: {}, recipes: {}, errors: {} };
