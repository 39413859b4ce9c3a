import { useMemo, useState } from 'react';
import { correctDrawing } from '../api/client';
import { correcting, type Said } from './said';

/** What is said of one kept drawing, shown before the server knows it and taken back if the server refuses. */
export function useCorrection(id: string, known: Said, onRefused: () => void) {
  const [{ said, error }, show] = useState<{ said: Said; error: unknown }>({ said: known, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: known is where it starts from, once
  const say = useMemo(
    () =>
      correcting(
        known,
        (now) => correctDrawing(id, now),
        (shown) => {
          show(shown);
          if (shown.error !== null) onRefused();
        },
      ),
    [id, onRefused],
  );
  return { said, error, say };
}
