import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '.';
import { errorTexts, knobTexts, recipeTexts } from './server';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

/** Made from the server's own table, which a test in Python makes sure of. */
const page = read('docs/parameters.md');

/** Names of the knobs with their values, such as "auto, dark, light" or "0 to 50". */
const knobs = [...page.matchAll(/^\| \w+ \| `(\w+)` \| [^|]+ \| ([^|]+) \|/gm)].map(
  ([, name = '', values = '']) => ({ name, values }),
);
const recipes = [...page.matchAll(/^- `(\w+)`: /gm)].map(([, name = '']) => name);

/** Choices in words; numbers and switches are the same in every language. */
const choices = knobs
  .filter(({ values }) => values.includes(', ') && values !== 'true, false')
  .flatMap(({ name, values }) => values.split(', ').map((choice) => [name, choice] as const))
  .filter(([, choice]) => Number.isNaN(Number(choice)));

/** Of errors that a page meets; the captcha's has texts of its own, and the database's one in English, too. */
const codes = ['server/api/errors.py', 'scoring.py', 'server/middleware.py', 'server/body.py']
  .flatMap((path) => [...read(`src/numerals/${path}`).matchAll(/(?:\b[45]\d\d|status)[,:] "([a-z_]+)"/g)])
  .map(([, code = '']) => code)
  .concat('strokes', 'pixels')
  .filter((code) => code !== 'database' && !code.startsWith('captcha'));

it('knows what the server says', () => {
  expect(knobs.map(({ name }) => name)).toEqual(expect.arrayContaining(['engine', 'blur', 'min_stroke']));
  expect(recipes).toEqual(expect.arrayContaining(['default', 'classic']));
  expect(choices).toContainEqual(['threshold', 'otsu']);
  expect(choices).not.toContainEqual(['canny_aperture', '3']);
  expect(codes).toEqual(expect.arrayContaining(['image_format', 'busy', 'cross_site', 'body_too_large']));
});

describe.each(['fr', 'pt'] as const)('%s', (language) => {
  const { server } = LANGUAGES[language];

  it.each(knobs)('has a label and help for the knob $name', ({ name }) => {
    expect(server.knobs[name]?.label).toBeTruthy();
    expect(server.knobs[name]?.help).toBeTruthy();
  });

  it.each(choices)('has a word for %s: %s', (name, choice) => {
    expect(server.knobs[name]?.choices?.[choice]).toBeTruthy();
  });

  it.each(recipes)('has a title and help for the recipe %s', (name) => {
    expect(server.recipes[name]?.title).toBeTruthy();
    expect(server.recipes[name]?.help).toBeTruthy();
  });

  it.each([...new Set(codes)])('has a sentence for the error %s', (code) => {
    expect(server.errors[code]).toMatch(/\.$/);
  });

  it('calls no two knobs the same, and none that is gone', () => {
    const labels = Object.values(server.knobs).map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(Object.keys(server.knobs).sort()).toEqual(knobs.map(({ name }) => name).sort());
  });
});

describe('what the page has no words for is said in the server’s', () => {
  const { en, fr } = LANGUAGES;

  it('a knob', () => {
    const blur = { name: 'blur', help: 'Blurs.' };
    expect(knobTexts(fr, blur).label).toBe('Flou');
    expect(knobTexts(en, blur)).toMatchObject({ label: 'Blur', help: 'Blurs.' });
    const unknown = knobTexts(fr, { name: 'new_knob', help: 'Is new.' });
    expect(unknown).toMatchObject({ label: 'New knob', help: 'Is new.' });
    expect(unknown.choice('very_new')).toBe('Very new');
  });

  it('a recipe', () => {
    expect(recipeTexts(fr, 'default', 'Reads best.').title).toBe('Par défaut');
    expect(recipeTexts(fr, 'faint', 'For pencil.')).toEqual({ title: 'Faint', help: 'For pencil.' });
  });

  it('an error, of which the server’s words are kept where they say more', () => {
    const large = { code: 'image_too_large', message: 'the file has 90 MB; at most 25 MB are read' };
    expect(errorTexts(fr, large)).toEqual({ text: fr.server.errors.image_too_large, detail: large.message });
    expect(errorTexts(fr, { code: 'busy', message: 'busy' }).detail).toBeUndefined();
    expect(errorTexts(en, large)).toEqual({ text: large.message });
    expect(errorTexts(fr, { code: 'new', message: 'it is new' })).toEqual({ text: 'it is new' });
  });
});
