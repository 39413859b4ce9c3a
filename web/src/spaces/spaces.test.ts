import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Judge } from '../api/spaces';
import type { Code } from '../inference/protocol';
import { between, codeAt, lattice, placeOf, quantile, randomCode, shareBelow } from './codes';
import { apart, distanceOf, reasons, sameness } from './judge';
import { classified, energy, explained, type Looks, likely, scoreOf } from './novelty';
import { errorOf, greysOf } from './picture';

interface Novel {
  picture: number[];
  drawn: number[];
  logits: number[];
  rate: number;
  looks: Looks;
  score: number;
}

interface Golden {
  novelty: { weights: Record<string, number>; bias: number; pictures: Novel[] };
  judge: Judge & { pairs: { first: Code; second: Code; same: number }[] };
  between: { first: Code; second: Code; codes: Code[] }[];
  lattice: { side: number; codes: Code[] };
}

const path = new URL('../../../tests/golden/spaces.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(path, 'utf8'));

function expectNear(found: Code, wanted: Code, digits: number) {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, index) => {
    expect(value).toBeCloseTo(wanted[index] ?? Number.NaN, digits);
  });
}

describe('as the server computes it', () => {
  it.each(golden.judge.pairs)('two codes are the same digit with a probability of $same', (pair) => {
    expect(sameness(pair.first, pair.second, golden.judge)).toBeCloseTo(pair.same, 6);
  });

  it.each(golden.between)('one code turns into another', ({ first, second, codes }) => {
    codes.forEach((code, step) => {
      expectNear(between(first, second, step / (codes.length - 1)), code, 5);
    });
  });

  it.each(golden.novelty.pictures)('a picture is a digit with a score of $score', (one) => {
    const drawn = Float32Array.from(one.drawn);
    const found = explained(Uint8Array.from(one.picture), drawn, one.rate);
    expect(energy(one.logits)).toBeCloseTo(one.looks.energy ?? Number.NaN, 5);
    expect(found.error).toBeCloseTo(one.looks.error ?? Number.NaN, 5);
    expect(found.rate).toBeCloseTo(one.looks.rate ?? Number.NaN, 5);
    const looks = { ...found, ...classified(one.logits), guard: one.looks.guard ?? 0 };
    expect(scoreOf(looks, golden.novelty)).toBeCloseTo(one.score, 4);
  });

  it('the map has the same codes at the same places', () => {
    const { side, codes } = golden.lattice;
    const places = lattice(side);
    expect(places).toHaveLength(codes.length);
    places.forEach((place, index) => {
      expectNear(codeAt(place), codes[index] ?? [], 6);
    });
  });
});

describe('the probability of a digit', () => {
  it('is a half at a score of 0 and a number at any other', () => {
    expect(likely(0)).toBe(0.5);
    expect(likely(-1e9)).toBeGreaterThan(0);
    expect(likely(1e9)).toBe(1);
  });
});

describe('a judge', () => {
  const judge: Judge = { weights: [-2, 3], bias: 1 };

  it('says how much each value speaks for the same digit', () => {
    expect(apart([1, 2], [0, 4])).toEqual([1, 2]);
    expect(reasons([1, 2], [0, 4], judge)).toEqual([-2, 6]);
    expect(distanceOf([0, 3], [4, 0])).toBe(5);
  });

  it('does not overflow', () => {
    expect(sameness([1e6, 0], [0, 0], judge)).toBeGreaterThan(0);
    expect(sameness([0, 1e6], [0, 0], judge)).toBeLessThanOrEqual(1);
  });
});

describe('the plane', () => {
  it('knows the normal distribution', () => {
    expect(quantile(0.5)).toBeCloseTo(0, 9);
    expect(quantile(0.975)).toBeCloseTo(1.959963984540054, 7);
    expect(quantile(0.001)).toBeCloseTo(-3.090232306167813, 7);
    expect(shareBelow(1)).toBeCloseTo(0.8413447460685429, 7);
  });

  it('finds the place of a code and the code of a place', () => {
    for (const place of [
      [0.02, 0.98],
      [0.5, 0.5],
      [0.7, 0.1],
    ] as const) {
      const [x, y] = placeOf(codeAt(place));
      expect(x).toBeCloseTo(place[0], 7);
      expect(y).toBeCloseTo(place[1], 7);
    }
    // What is far out stays on the map.
    expect(placeOf([50, -50])[0]).toBeLessThanOrEqual(1);
  });
});

it('draws codes at random that are normally distributed', () => {
  const values = Array.from({ length: 400 }, () => randomCode(20)).flat();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(square).toBeGreaterThan(0.9);
  expect(square).toBeLessThan(1.1);
  expect(values.every(Number.isFinite)).toBe(true);
});

describe('a picture', () => {
  it('is grey where ink is probable', () => {
    expect(greysOf(Float32Array.of(0, 0.5, 1))).toEqual(Uint8Array.of(0, 128, 255));
  });

  it('costs what its reconstruction does not tell', () => {
    const ink = Uint8Array.of(255, 0, 51);
    expect(errorOf(ink, Float32Array.of(0.5, 0.5, 0.5))).toBeCloseTo(3 * Math.LN2, 6);
    expect(errorOf(ink, Float32Array.of(1, 0, 0.2))).toBeCloseTo(
      -(0.2 * Math.log(0.2) + 0.8 * Math.log(0.8)),
      4,
    );
    expect(errorOf(ink, Float32Array.of(0, 1, 0))).toBeGreaterThan(30);
    expect(errorOf(ink, Float32Array.of(0, 1, 0))).toBeLessThan(50);
  });
});
