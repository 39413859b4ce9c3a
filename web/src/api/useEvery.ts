import { useEffect } from 'react';

/**
 * Asks now, and again and again while the page is looked at.
 *
 * @param ask keeps its identity between renderings.
 * @param pause milliseconds between two questions.
 */
export function useEvery(ask: () => void, pause: number): void {
  useEffect(ask, [ask]);
  useEffect(() => {
    const look = () => {
      if (!document.hidden) ask();
    };
    const timer = setInterval(look, pause);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [ask, pause]);
}
