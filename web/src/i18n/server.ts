import type { Texts } from '.';
import { readable } from './readable';

/** What a knob of the image processing is called; what is missing is said in the server's words. */
export interface KnobTexts {
  label?: string;
  help?: string;
  choices?: Readonly<Record<string, string>>;
}

/** What the server says in English, in a language of the page; what is missing here stays as the server says it. */
export interface ServerTexts {
  knobs: Readonly<Record<string, KnobTexts>>;
  recipes: Readonly<Record<string, { title: string; help: string }>>;
  /** By the API's codes of errors. */
  errors: Readonly<Record<string, string>>;
}

/** What a knob, its choices and what it does are called: in the page's language, else in the server's words. */
export function knobTexts({ server }: Texts, { name, help }: { name: string; help: string }) {
  const own = server.knobs[name];
  return {
    label: own?.label ?? readable(name),
    help: own?.help ?? help,
    choice: (choice: string) => own?.choices?.[choice] ?? readable(choice),
  };
}

/** The same of a recipe. */
export function recipeTexts({ server }: Texts, name: string, help = '') {
  return server.recipes[name] ?? { title: readable(name), help };
}

/** Codes of errors of which the sentence says all that there is to say. */
const SAID = new Set(['busy', 'server', 'timeout']);

/** What an error of the API is in the page's language, and what else the server said of it, in English. */
export function errorTexts({ server }: Texts, { code, message }: { code: string; message: string }) {
  const own = server.errors[code];
  return own === undefined ? { text: message } : { text: own, detail: SAID.has(code) ? undefined : message };
}
