import { useCallback, useEffect, useMemo, useState } from 'react';
import { inkReader } from '../../inference/client';
import { latestOnly } from '../../inference/latest';
import type { LocalDigit, ModelChoice } from '../../inference/protocol';
import type { Stroke } from '../../ink';
import { PAD_SIDE } from '../../sketchpad/sketch';

/** Milliseconds from a movement of the pen to its reading: long enough to gather a few movements. */
const DELAY = 30;

export type ModelState = 'loading' | 'ready' | 'failed';

export interface LiveReading {
  digits: LocalDigit[];
  state: ModelState;
  /** Version of the model that reads, null until it is there. */
  model: string | null;
  read: (strokes: readonly Stroke[]) => void;
}

/** Reads the ink in the browser while it is written. */
export function useLiveReading(choice: ModelChoice): LiveReading {
  const [digits, setDigits] = useState<LocalDigit[]>([]);
  const [state, setState] = useState<ModelState>('loading');
  const [model, setModel] = useState<string | null>(null);

  useEffect(() => {
    // Readies the model before the first stroke.
    inkReader.read(choice, [], PAD_SIDE).then(
      (reading) => {
        setModel(reading.model);
        setState('ready');
      },
      () => setState('failed'),
    );
  }, [choice]);

  const latest = useMemo(
    () =>
      latestOnly(
        (strokes: readonly Stroke[]) => inkReader.read(choice, strokes, PAD_SIDE),
        (result) => {
          setState('output' in result ? 'ready' : 'failed');
          if ('output' in result) setModel(result.output.model);
          setDigits('output' in result ? result.output.digits : []);
        },
        DELAY,
      ),
    [choice],
  );
  useEffect(() => latest.cancel, [latest]);

  const read = useCallback(
    (strokes: readonly Stroke[]) => {
      if (strokes.length > 0) {
        latest.offer(strokes);
      } else {
        latest.cancel();
        setDigits([]);
      }
    },
    [latest],
  );
  return { digits, state, model, read };
}
