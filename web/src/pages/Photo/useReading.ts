import { useEffect, useRef, useState } from 'react';
import { type ReadOptions, readPhoto } from '../../api/client';
import type { Reading } from '../../api/types';

/** Milliseconds of rest after a change of the settings before the picture is read again. */
const DEBOUNCE = 120;

interface State {
  photo: File | null;
  reading: Reading | null;
  error: unknown;
  busy: boolean;
}

const NOTHING: State = { photo: null, reading: null, error: null, busy: false };

/**
 * Reads a photo, again after each change of the settings. Only the newest question's answer counts: older
 * ones are called off, so none can come late.
 */
export function useReading(photo: File | null, options: ReadOptions): State {
  const [state, setState] = useState(NOTHING);
  const asked = useRef<File | null>(null);

  useEffect(() => {
    if (!photo) return;
    const controller = new AbortController();
    const settle = (change: Partial<State>) => {
      if (!controller.signal.aborted) setState((last) => ({ ...last, ...change, busy: false }));
    };
    const ask = () => {
      readPhoto(photo, options, controller.signal).then(
        (reading) => settle({ reading, error: null }),
        (error: unknown) => settle({ error }),
      );
    };
    // While the settings change, the last reading stays in sight; another photo starts anew.
    const isNew = asked.current !== photo;
    asked.current = photo;
    setState((last) => (isNew ? { ...NOTHING, photo, busy: true } : { ...last, busy: true }));
    const timer = setTimeout(ask, isNew ? 0 : DEBOUNCE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [photo, options]);

  // In the one rendering before the effect, what is known is of the photo before.
  return state.photo === photo ? state : { ...NOTHING, busy: photo !== null };
}
