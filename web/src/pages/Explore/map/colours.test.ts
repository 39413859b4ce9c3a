import { expect, it } from 'vitest';
import { classesOf, columnsFor, sampleOf } from './colouring';
import { DOUBTFUL, paletteOf, RIGHT, verdictsOf, WRONG } from './colours';
import { pixelOf } from './paint';

const MAP = new Uint16Array([1, 2, 3, 4, 5, 6]);
const LABELS = Uint8Array.from([4, 4, 9]);
const ANSWERS = Uint8Array.from([4, 9, 4]);
const GUESSES = Uint8Array.from([255, 255, 4]);
const VALUES = [MAP, LABELS, ANSWERS, GUESSES, Float32Array.from([0.5, 0.25, 1]), Uint8Array.from([0, 1, 1])];

it('tells right from wrong, and wrong by a doubtful label', () => {
  expect([...verdictsOf(LABELS, ANSWERS, GUESSES, 255)]).toEqual([RIGHT, WRONG, DOUBTFUL]);
});

it('takes the classes from the columns that each colouring needs', () => {
  const groups = Uint8Array.from([2, 0, 1]);
  expect(columnsFor('map_pca', 'label')).toHaveLength(VALUES.length);
  expect(columnsFor('map_pca', 'group_3').at(-1)).toBe('group_3');
  expect([...classesOf('label', VALUES)]).toEqual([4, 4, 9]);
  expect([...classesOf('verdict', VALUES)]).toEqual([RIGHT, WRONG, DOUBTFUL]);
  expect([...classesOf('group_3', [...VALUES, groups])]).toEqual([2, 0, 1]);
});

it('tells one image from the columns', () => {
  const sample = { index: 2, label: 9, answer: 4, guess: 4, confidence: 1, part: 'test' };
  expect(sampleOf(VALUES, 2)).toEqual(sample);
  expect(sampleOf(VALUES, 0)).toMatchObject({ guess: null, part: 'train', confidence: 0.5 });
});

it('makes pale what is not looked at', () => {
  const colours = ['#ff0000', '#0000ff'];
  const all = paletteOf(colours, 'light', null);
  expect([all[0], all[1], all[2]]).toEqual([0, 1, 0].map((one) => pixelOf(colours[one] ?? '', '#ffffff')));
  const looked = paletteOf(colours, 'light', 1);
  expect(looked[1]).toBe(all[1]);
  expect(looked[0]).toBe(pixelOf('#ff0000', '#ffffff', 0.16));
});
