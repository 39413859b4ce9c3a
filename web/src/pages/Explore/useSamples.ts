import { useCallback, useEffect, useState } from 'react';
import { fetchSamples, type Sample, type SampleQuery } from '../../api/explore';
import type { Atlas } from './atlas';
import { useExploring } from './context';

interface Listing {
  atlas: Atlas;
  query: SampleQuery;
  items: Sample[];
  total: number | null;
  asking: boolean;
  error: unknown;
}

/** The images that a question finds, some at a time; `query` is kept between renderings. */
export function useSamples(query: SampleQuery, some: number) {
  const { atlas } = useExploring();
  const [listing, setListing] = useState<Listing>();
  const here = listing?.query === query && listing.atlas === atlas ? listing : undefined;
  const begun = { atlas, query, items: [] as Sample[], total: null, asking: true, error: null };

  const ask = useCallback(
    (items: Sample[], total: number | null) => {
      let dropped = false;
      const note = (news: Partial<Listing>) => {
        if (!dropped) setListing({ atlas, query, items, total, asking: false, error: null, ...news });
      };
      note({ asking: true });
      fetchSamples(atlas.subject, query, items.length, some).then(
        (page) => note({ items: [...items, ...page.items], total: page.total }),
        (error: unknown) => note({ error }),
      );
      return () => {
        dropped = true;
      };
    },
    [atlas, query, some],
  );
  useEffect(() => ask([], null), [ask]);

  const { items, total, asking, error } = here ?? begun;
  const more = total === null || items.length < total ? () => void ask(items, total) : null;
  return { items, total, asking, error, more };
}
