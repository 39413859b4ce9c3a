import { describe, expect, it } from 'vitest';
import { formatsOf, localeOf } from './formats';
import { readable } from './readable';

/** With plain spaces for the narrow and unbreakable ones that languages use. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

describe('numbers', () => {
  const [en, fr, pt] = [formatsOf('en'), formatsOf('fr'), formatsOf('pt')];

  it('are written the way of the language', () => {
    expect(en.count(10000)).toBe('10,000');
    expect(plain(fr.count(10000))).toBe('10 000');
    expect(en.share(0.997)).toBe('99.70%');
    expect(plain(fr.share(0.997))).toBe('99,70 %');
    expect(plain(pt.share(0.00125))).toMatch(/0,13 ?%/);
  });

  it('have a unit and only the digits that matter', () => {
    expect(plain(en.bytes(969_603))).toBe('970 kB');
    expect(plain(en.bytes(172_480_000))).toBe('172.5 MB');
    expect(plain(fr.bytes(1_400_000))).toBe('1,4 Mo');
    expect(plain(en.milliseconds(0.8462))).toBe('0.85 ms');
    expect(plain(en.milliseconds(112.34))).toBe('112 ms');
    expect(plain(en.minutes(24.12))).toBe('24.1 min');
    expect(plain(en.minutes(0.25))).toBe('15 sec');
  });

  it('in a recipe keep all their digits', () => {
    expect(en.value(0.004)).toBe('0.004');
    expect(fr.value(0.998)).toBe('0,998');
    expect(en.value('rbf')).toBe('rbf');
    expect(en.value([8, 16])).toBe('[8,16]');
    expect(en.value(null)).toBe('–');
  });
});

it('writes moments the way of the reader’s region', () => {
  const moment = '2026-01-31T12:00:00.000Z';
  expect(localeOf('en', ['fr-FR', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(localeOf('pt', ['de'])).toBe('pt');
  expect(formatsOf('en', 'en-GB').moment(moment)).toContain('31 Jan 2026');
  expect(formatsOf('en', 'en-US').moment(moment)).toContain('Jan 31, 2026');
  expect(formatsOf('fr').moment(moment)).toMatch(/31 janv\. 2026/);
});

it('writes names as people do', () => {
  expect(readable('canny_low')).toBe('Canny low');
  expect(readable('tiny-cnn')).toBe('Tiny cnn');
});
