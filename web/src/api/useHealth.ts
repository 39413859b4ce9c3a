import { useCallback, useEffect, useState } from 'react';
import { fetchHealth } from './client';
import type { Health } from './types';

/** How long to wait, in milliseconds, before asking a server that was away again. */
const RETRY = 15_000;

export interface ServerState {
  /** undefined until the first answer, null while the server is away. */
  health: Health | null | undefined;
  refresh: () => void;
}

export function useHealth(): ServerState {
  const [health, setHealth] = useState<Health | null>();
  const refresh = useCallback(() => {
    fetchHealth().then(setHealth, () => setHealth(null));
  }, []);
  useEffect(refresh, [refresh]);
  useEffect(() => {
    if (health !== null) return;
    const timer = setInterval(refresh, RETRY);
    return () => clearInterval(timer);
  }, [health, refresh]);
  return { health, refresh };
}
