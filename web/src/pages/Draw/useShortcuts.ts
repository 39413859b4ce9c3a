import { useEffect, useRef } from 'react';

interface Shortcuts {
  predict: () => void;
  clear: () => void;
  undo: () => void;
}

/** Parts that have a use of their own for Enter. */
const TAKES_ENTER = 'a, button, input, select, textarea, summary';

/** Parts to write in, where all keys mean what they mean in a text. */
const WRITTEN_IN = 'textarea, input:not([type="range"])';

function actionOf(event: KeyboardEvent): keyof Shortcuts | undefined {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(WRITTEN_IN)) return undefined;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z') return 'undo';
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.key === 'Enter' && !target?.closest(TAKES_ENTER)) return 'predict';
  if (event.key === 'Delete') return 'clear';
  return undefined;
}

/** Enter, Delete and Ctrl+Z (Cmd+Z), wherever on the page the focus is. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      // A key held down is meant once, but taking back step after step is useful.
      if (!event.repeat || action === 'undo') latest.current[action]();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
