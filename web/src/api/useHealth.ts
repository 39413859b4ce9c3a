import { useCallback, useState } from 'react';
import { fetchHealth } from './client';
import type { Health } from './types';
import { useEvery } from './useEvery';

/** Milliseconds between two questions: while all is well, and while the server or its database is away. */
const USUAL = 30_000;
const TROUBLE = 5000;

export interface ServerState {
  /** undefined until the first answer, null while the server is away. */
  health: Health | null | undefined;
  refresh: () => void;
}

/** How the server is, asked again and again while the page is looked at. */
export function useHealth(): ServerState {
  const [health, setHealth] = useState<Health | null>();
  const refresh = useCallback(() => {
    // What is as it was is the same object, so that nothing is rendered anew for it.
    const note = (now: Health | null) =>
      setHealth((before) => (JSON.stringify(now) === JSON.stringify(before) ? before : now));
    fetchHealth().then(note, () => note(null));
  }, []);
  useEvery(refresh, health?.status === 'ok' ? USUAL : TROUBLE);
  return { health, refresh };
}
