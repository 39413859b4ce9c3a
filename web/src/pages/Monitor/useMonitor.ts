import { useCallback, useState } from 'react';
import { fetchMonitor, type Monitored } from '../../api/monitor';
import { useEvery } from '../../api/useEvery';

const PAUSE = 5000; // milliseconds between two questions

interface Watching {
  /** The last answer; it stays while the server is away. */
  value: Monitored | null;
  error: unknown;
}

/** How the server is doing, asked again and again while the page is looked at. */
export function useMonitor(): Watching {
  const [found, note] = useState<Watching>({ value: null, error: null });
  const ask = useCallback(() => {
    fetchMonitor().then(
      (value) => note({ value, error: null }),
      (error: unknown) => note((before) => ({ ...before, error })),
    );
  }, []);
  useEvery(ask, PAUSE);
  return found;
}
