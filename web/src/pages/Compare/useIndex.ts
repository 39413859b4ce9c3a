import { useCallback, useEffect, useState } from 'react';
import { prepareIndex } from '../../api/spaces';

/** Milliseconds between two questions while the server makes its index. */
const PAUSE = 2000;

export type IndexState =
  | { state: 'unknown' | 'ready' | 'indexing' }
  /** With what the server says, or why it said nothing. */
  | { state: 'failed'; error: unknown };

const UNKNOWN: IndexState = { state: 'unknown' };

/** Whether the server can search its training digits; it begins to prepare that when it is first wanted. */
export function useIndex(wanted: boolean): { index: IndexState; again: () => void } {
  const [index, tell] = useState<IndexState>(UNKNOWN);
  const again = useCallback(() => tell(UNKNOWN), []);
  // Each answer is another object, so that the next question follows it.
  useEffect(() => {
    if (!wanted || index.state === 'ready' || index.state === 'failed') return;
    let dropped = false;
    const ask = async () => {
      const told = await prepareIndex().then(
        (preparation): IndexState => preparation,
        (error: unknown): IndexState => ({ state: 'failed', error }),
      );
      if (!dropped) tell(told);
    };
    const timer = setTimeout(ask, index.state === 'unknown' ? 0 : PAUSE);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [wanted, index]);
  return { index, again };
}
