import { expect, it } from 'vitest';
import type { KeptDrawing, KeptDrawings } from '../../api/types';
import { advance, type Event, type Listing, NOTHING } from './listing';

const drawing = (id: string): KeptDrawing => ({
  id,
  created: '2026-01-31T12:00:00.000Z',
  text: '7',
  digits: [],
  model: 'cnn-1a2b3c4d',
  page: 'draw',
  width: 900,
  height: 480,
  strokes: [],
  image: null,
  confidence: 0.9,
  correction: null,
  verdict: '',
  corrected: null,
});

const page = (ids: string, next: string | null, total: number | null): KeptDrawings => ({
  items: [...ids].map(drawing),
  next,
  total,
});

const after = (...events: Event[]) => events.reduce(advance, NOTHING);
const first: Event = { type: 'came', page: page('ab', 'b', 3), more: false };
const shown = ({ pages }: Listing) => pages.map((items) => items.map(({ id }) => id).join('')).join(' ');

it('appends more and keeps the total of the first answer', () => {
  const listing = after(first, { type: 'asked' }, { type: 'came', page: page('c', null, null), more: true });
  expect(shown(listing)).toBe('ab c');
  expect(listing).toMatchObject({ state: 'settled', next: null, total: 3 });
});

it('shows what there is until another question is answered', () => {
  const asked = after(first, { type: 'asked' });
  expect([shown(asked), asked.state]).toEqual(['ab', 'asking']);
  expect(shown(advance(asked, { type: 'came', page: page('x', null, 1), more: false }))).toBe('x');
});

it('keeps what is shown when no more comes, and asks on from there', () => {
  const failed = after(first, { type: 'asked' }, { type: 'failed', error: 'away', more: true });
  expect([shown(failed), failed.state, failed.next, failed.error]).toEqual(['ab', 'failed', 'b', 'away']);
});

it('shows nothing of another question when one fails', () => {
  const failed = after(first, { type: 'asked' }, { type: 'failed', error: 'away', more: false });
  expect(failed).toMatchObject({ state: 'failed', pages: [], total: null });
});

it('takes out what was deleted, once', () => {
  const once = after(first, { type: 'deleted', id: 'a' });
  expect([shown(once), once.total]).toEqual(['b', 2]);
  const two = after(first, { type: 'came', page: page('c', null, null), more: true });
  expect(shown(advance(two, { type: 'deleted', id: 'a' }))).toBe('b c');
  expect(advance(once, { type: 'deleted', id: 'a' }).total).toBe(2);
});
