import { expect, it } from 'vitest';
import { LANGUAGES, textsFor } from './texts';

it('has every text in every language', () => {
  const { en, fr, pt } = LANGUAGES;
  const flat = (texts: object | undefined): string[] =>
    Object.values(texts ?? {}).flatMap((text) =>
      typeof text === 'function' ? [text('7')] : typeof text === 'string' ? [text] : flat(text as object),
    );
  const [english, french, portuguese] = [flat(en), flat(fr), flat(pt)];
  for (const other of [french, portuguese]) {
    expect(other).toHaveLength(english.length);
    for (const [place, text] of other.entries()) {
      expect(text).toBeTruthy();
      expect(text).not.toBe(english[place]);
    }
  }
});

it('takes the first wish that there is, else English', () => {
  expect(textsFor(['', 'pt-BR', 'fr'])).toBe(LANGUAGES.pt);
  expect(textsFor(['de', 'FR-ca'])).toBe(LANGUAGES.fr);
  expect(textsFor(['de'])).toBe(LANGUAGES.en);
});
