import { en } from './en';
import { fr } from './fr';
import { pt } from './pt';

/** Every text of the page in one language; a missing one does not compile. */
export type Texts = typeof en;

export const LANGUAGES = { en, fr, pt } satisfies Record<string, Texts>;

export type Language = keyof typeof LANGUAGES;

/** Each language's own name. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', fr: 'Français', pt: 'Português' };

export function isLanguage(code: string | null): code is Language {
  return code !== null && Object.hasOwn(LANGUAGES, code);
}

/** The first of the wanted languages (such as "pt-BR") that there is, else English. */
export function pickLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? null).find(isLanguage) ?? 'en';
}
