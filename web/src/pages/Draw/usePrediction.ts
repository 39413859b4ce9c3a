import { useCallback, useRef, useState } from 'react';
import { classify } from '../../api/client';
import type { Classified, Drawing } from '../../api/types';
import type { ModelChoice } from '../../inference/protocol';
import type { Stroke } from '../../ink';
import { centreLines, PAD } from '../../sketchpad/sketch';

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
    async (strokes: readonly Stroke[], model: ModelChoice) => {
      const asked = ++question.current;
      if (strokes.length === 0) {
        setPrediction({ state: 'nothing-drawn' });
        return;
      }
      setPrediction({ state: 'asking' });
      const drawing: Drawing = { strokes: centreLines(strokes), ...PAD, page: 'draw' };
      const settled = await classify(model === null ? drawing : { ...drawing, model }).then(
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
