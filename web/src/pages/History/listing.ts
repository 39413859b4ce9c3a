/** The drawings that are shown, as answers come in and drawings go. */
import type { KeptDrawing, KeptDrawings } from '../../api/types';

export interface Listing {
  readonly state: 'asking' | 'settled' | 'failed';
  /** The drawings newest first, as they came: some with each answer. */
  readonly pages: readonly (readonly KeptDrawing[])[];
  /** Where the next ones start; null at the end. */
  readonly next: string | null;
  /** How many match in all; null until it is known. */
  readonly total: number | null;
  readonly error: unknown;
}

export type Event =
  | { type: 'asked' }
  /** The first drawings, or more of them. */
  | { type: 'came'; page: KeptDrawings; more: boolean }
  | { type: 'failed'; error: unknown; more: boolean }
  | { type: 'deleted'; id: string };

export const NOTHING: Listing = { state: 'asking', pages: [], next: null, total: null, error: null };

export function advance(listing: Listing, event: Event): Listing {
  switch (event.type) {
    case 'asked':
      // What is shown stays until the answer comes, so that the page does not flicker.
      return { ...listing, state: 'asking', error: null };
    case 'came': {
      const { items, next, total } = event.page;
      const before = event.more ? listing : { ...NOTHING, total };
      return { ...before, state: 'settled', error: null, next, pages: [...before.pages, items] };
    }
    case 'failed':
      return { ...(event.more ? listing : NOTHING), state: 'failed', error: event.error };
    case 'deleted': {
      const has = (page: readonly KeptDrawing[]) => page.some(({ id }) => id === event.id);
      // The other pages stay the same objects, so that they are not rendered anew.
      const pages = listing.pages.map((page) =>
        has(page) ? page.filter(({ id }) => id !== event.id) : page,
      );
      const gone = listing.pages.some(has) ? 1 : 0;
      return { ...listing, pages, total: listing.total && listing.total - gone };
    }
  }
}
