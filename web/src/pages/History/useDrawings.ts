import { useCallback, useEffect, useReducer, useRef } from 'react';
import { fetchDrawings } from '../../api/client';
import { allSaid } from '../../correction/said';
import { advance, NOTHING } from './listing';

/** Drawings of one answer: a screen or two. */
const LIMIT = 60;

/** The drawings that some filters (a query string) leave, newest first; more of them when asked for. */
export function useDrawings(filters: string, onFailed: () => void) {
  const [listing, dispatch] = useReducer(advance, NOTHING);
  const asking = useRef(new AbortController());

  const ask = useCallback(
    async (before: string | null) => {
      // Only one question at a time: the answer to the one before would be about something else.
      asking.current.abort();
      const controller = new AbortController();
      asking.current = controller;
      const asked = new URLSearchParams(filters);
      asked.set('limit', String(LIMIT));
      if (before !== null) asked.set('before', before);
      dispatch({ type: 'asked' });
      try {
        await allSaid();
        const page = await fetchDrawings(asked, controller.signal);
        if (!controller.signal.aborted) dispatch({ type: 'came', page, more: before !== null });
      } catch (error) {
        if (controller.signal.aborted) return;
        dispatch({ type: 'failed', error, more: before !== null });
        onFailed();
      }
    },
    [filters, onFailed],
  );

  const again = useCallback(() => void ask(null), [ask]);

  useEffect(() => {
    again();
    return () => asking.current.abort();
  }, [again]);

  const more = useCallback(() => {
    // Without a place to go on from, what failed was the first question.
    void ask(listing.next);
  }, [ask, listing.next]);

  const forget = useCallback((id: string) => dispatch({ type: 'deleted', id }), []);

  return { listing, again, more, forget };
}
