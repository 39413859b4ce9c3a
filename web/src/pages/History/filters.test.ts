import { expect, it } from 'vitest';
import { BANDS, bandOf, changed, filtersOf, limitsOf } from './filters';

const filters = (query: string) => filtersOf(new URLSearchParams(query));

it('takes from an address what filters, in one order', () => {
  expect(filters('page=draw&digit=7&utm=x').toString()).toBe('digit=7&page=draw');
  expect(filters('verdict=corrected&max_confidence=.5&min_confidence=0').toString()).toBe(
    'min_confidence=0&max_confidence=.5&verdict=corrected',
  );
});

it('keeps an empty page, which means without a name', () => {
  expect(filters('page=').toString()).toBe('page=');
});

it('leaves out what the server would refuse', () => {
  const wrong = 'digit=12&min_confidence=2&max_confidence=-1&verdict=maybe&page=a%20b';
  expect(filters(wrong).toString()).toBe('');
  expect(filters('digit=&verdict=&min_confidence=1e-1&max_confidence=.').toString()).toBe('');
  expect(filters(`page=${'a'.repeat(33)}`).toString()).toBe('');
});

it('changes some and leaves the others and the original', () => {
  const before = filters('digit=7&page=draw');
  expect(changed(before, { digit: null, verdict: 'checked' }).toString()).toBe('verdict=checked&page=draw');
  expect(changed(before, { page: '' }).toString()).toBe('digit=7&page=');
  expect(before.toString()).toBe('digit=7&page=draw');
});

it('writes two limits as one band and back', () => {
  for (const band of ['', '0.5-0.8', ...BANDS]) {
    expect(bandOf(changed(new URLSearchParams(), limitsOf(band)))).toBe(band);
  }
});
