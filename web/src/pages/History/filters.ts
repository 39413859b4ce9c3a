/** Which drawings are asked for: the query string of the page's address, which is that of the API as well. */

export const VERDICTS = ['unchecked', 'checked', 'confirmed', 'corrected'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** The longest name of a page, and what names are made of. */
export const PAGE_NAME = { length: 32, other: /[^A-Za-z0-9_-]/g } as const;

const isShare = (text: string) => /^\d*\.?\d+$/.test(text) && Number(text) <= 1;

const isVerdict = (text: string): text is Verdict => VERDICTS.some((verdict) => verdict === text);

const FILTERS = {
  digit: (text: string) => /^[0-9]$/.test(text),
  min_confidence: isShare,
  max_confidence: isShare,
  verdict: isVerdict,
  // An empty one asks for the drawings that came without.
  page: (text: string) => text.length <= PAGE_NAME.length && text.search(PAGE_NAME.other) < 0,
};

export type Filter = keyof typeof FILTERS;

const NAMES = Object.keys(FILTERS).filter((name): name is Filter => Object.hasOwn(FILTERS, name));

/** The filters in a query string, in one order and without what is none: equal questions are equal texts. */
export function filtersOf(query: URLSearchParams): URLSearchParams {
  const filters = new URLSearchParams();
  for (const name of NAMES) {
    const text = query.get(name);
    if (text !== null && FILTERS[name](text)) filters.set(name, text);
  }
  return filters;
}

/** The same filters but for some; null drops one. */
export function changed(
  filters: URLSearchParams,
  changes: Partial<Record<Filter, string | null>>,
): URLSearchParams {
  const all = new URLSearchParams(filters);
  for (const [name, text] of Object.entries(changes)) {
    if (text === null) all.delete(name);
    else all.set(name, text);
  }
  return filtersOf(all);
}

/** Limits of the confidence as one text, such as "0.5-0.8", "-0.5" or "0.95-"; empty for any. */
export function bandOf(filters: URLSearchParams): string {
  const [least, most] = [filters.get('min_confidence'), filters.get('max_confidence')];
  return least === null && most === null ? '' : `${least ?? ''}-${most ?? ''}`;
}

/** The two limits of a band, null where it is open. */
export function limitsOf(band: string): { min_confidence: string | null; max_confidence: string | null } {
  const [least = '', most = ''] = band.split('-');
  return { min_confidence: least || null, max_confidence: most || null };
}

/** The bands to choose from. */
export const BANDS = ['-0.5', '-0.8', '-0.95', '0.95-', '0.99-'] as const;
