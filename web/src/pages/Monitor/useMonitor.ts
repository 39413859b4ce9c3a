import { useEffect, useState } from 'react';
import { fetchMonitor, type Monitored } from '../../api/monitor';

const PAUSE = 5000; // milliseconds between two questions

interface Watching {
  /** The last answer; it stays while the server is away. */
  value: Monitored | null;
  error: unknown;
}

/** How the server is doing, asked again and again while the page is looked at. */
export function useMonitor(): Watching {
  const [found, note] = useState<Watching>({ value: null, error: null });
  useEffect(() => {
    let dropped = false;
    const ask = () => {
      if (document.hidden) return;
      fetchMonitor().then(
        (value) => !dropped && note({ value, error: null }),
        (error: unknown) => !dropped && note((before) => ({ ...before, error })),
      );
    };
    ask();
    const timer = setInterval(ask, PAUSE);
    document.addEventListener('visibilitychange', ask);
    return () => {
      dropped = true;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', ask);
    };
  }, []);
  return found;
}
