import { describe, expect, it } from 'vitest';
import { LANGUAGES, pickLanguage } from '.';

/** Paths of all texts, such as "drawPage.keys.undo", with the texts; texts made by functions get stand-ins. */
function flatten(texts: object, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] => {
    const here = path + key;
    if (typeof value === 'function') return [[here, String(value('7', '8'))]];
    return typeof value === 'string' ? [[here, value]] : flatten(value, `${here}.`);
  });
}

describe.each(Object.entries(LANGUAGES))('%s', (_, { server, ...texts }) => {
  const flat = flatten(texts);

  it('has the same texts as English', () => {
    const paths = (entries: [string, string][]) => entries.map(([path]) => path).sort();
    // What the server says, it says in English by itself.
    const { server: _, ...english } = LANGUAGES.en;
    expect(paths(flat)).toEqual(paths(flatten(english)));
  });

  it('leaves no text empty', () => {
    expect([...flat, ...flatten(server)].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('uses what its sentences are given', () => {
    expect(texts.digit.name('7', '98 %')).toMatch(/7.*98 %/);
    expect(texts.photoPage.summary('3 digits', '41')).toMatch(/3 digits.*41/);
    expect(texts.photoPage.notAsked('Blur')).toContain('Blur');
    expect(texts.photoPage.readsAlone('Boxes')).toContain('Boxes');
    expect(texts.photoPage.digits(1)).not.toBe(texts.photoPage.digits(2).replace('2', '1'));
  });
});

it('picks the first language that there is', () => {
  expect(pickLanguage(['de-DE', 'pt-BR', 'en'])).toBe('pt');
  expect(pickLanguage(['FR'])).toBe('fr');
  expect(pickLanguage(['toString', 'de'])).toBe('en');
});
