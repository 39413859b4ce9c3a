import { useCallback, useRef, useState } from 'react';
import { classify } from '../../api/client';
import type { Classified } from '../../api/types';
import type { Stroke } from '../../ink';
import { centreLines, PAD } from './sketch';

export type Prediction =
  | { state: 'none' }
  | { state: 'nothing-drawn' }
  | { state: 'asking' }
  | { state: 'answered'; answer: Classified }
  | { state: 'failed'; error: unknown };

const NONE: Prediction = { state: 'none' };

/** Asks the server about a drawing. An answer that comes after `forget` is dropped: it is about other ink. */
export function usePrediction(onSettled: () => void) {
  const [prediction, setPrediction] = useState<Prediction>(NONE);
  const question = useRef(0);

  const forget = useCallback(() => {
    question.current++;
    setPrediction(NONE);
  }, []);

  const ask = useCallback(
    async (strokes: readonly Stroke[]) => {
      const asked = ++question.current;
      if (strokes.length === 0) {
        setPrediction({ state: 'nothing-drawn' });
        return;
      }
      setPrediction({ state: 'asking' });
      const settled = await classify({ strokes: centreLines(strokes), ...PAD, page: 'draw' }).then(
        (answer): Prediction => ({ state: 'answered', answer }),
        (error: unknown): Prediction => ({ state: 'failed', error }),
      );
      if (asked === question.current) setPrediction(settled);
      onSettled();
    },
    [onSettled],
  );

  return { prediction, ask, forget };
}
