/** Numbers the way of each language. */
import type { Language } from '.';
import { useLanguage } from './language';
import { perLanguage } from './perLanguage';

const MEGABYTE = 1_000_000;

export interface Formats {
  count: (count: number) => string;
  /** A share of one as a percentage with two decimals, where the last ones count. */
  share: (share: number) => string;
  bytes: (bytes: number) => string;
  milliseconds: (milliseconds: number) => string;
  minutes: (minutes: number) => string;
  /** A moment (ISO 8601) in the reader's own time. */
  moment: (moment: string) => string;
  /** With so many decimals, at most three. */
  decimals: (value: number, decimals: number) => string;
  /** Whatever stands in a recipe. */
  value: (value: unknown) => string;
}

/** The way the reader's own region writes the language, such as "en-GB" for "en". */
export function localeOf(language: Language, wanted: readonly string[]): string {
  return wanted.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
}

export function formatsOf(language: Language, locale: string = language): Formats {
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(language, options);
    return (value: number) => format.format(value);
  };
  const unit = (name: string, digits: Intl.NumberFormatOptions) =>
    number({ style: 'unit', unit: name, unitDisplay: 'short', ...digits });
  const kilobytes = unit('kilobyte', { maximumFractionDigits: 0 });
  const megabytes = unit('megabyte', { maximumFractionDigits: 1 });
  const minutes = unit('minute', { maximumFractionDigits: 1 });
  const seconds = unit('second', { maximumFractionDigits: 0 });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const exact = number({ maximumFractionDigits: 12, useGrouping: false });
  const brief = unit('millisecond', { maximumSignificantDigits: 2 });
  const whole = unit('millisecond', { maximumFractionDigits: 0 });
  const fixed = [0, 1, 2, 3].map((decimals) =>
    number({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
  );
  return {
    count: number({ maximumFractionDigits: 0 }),
    share: number({ style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    bytes: (bytes) => (bytes < MEGABYTE ? kilobytes(bytes / 1000) : megabytes(bytes / MEGABYTE)),
    milliseconds: (milliseconds) => (milliseconds < 10 ? brief : whole)(milliseconds),
    minutes: (time) => (time < 1 ? seconds(time * 60) : minutes(time)),
    moment: (text) => moment.format(new Date(text)),
    decimals: (value, decimals) => (fixed[decimals] ?? exact)(value),
    value: (value) => {
      if (value === null || value === undefined) return '–';
      if (typeof value === 'number') return exact(value);
      return typeof value === 'string' ? value : JSON.stringify(value);
    },
  };
}

const formatsHere = perLanguage((language) => formatsOf(language, localeOf(language, navigator.languages)));

export function useFormats(): Formats {
  return formatsHere(useLanguage().language);
}
