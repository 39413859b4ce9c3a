import { useCallback, useEffect, useMemo, useState } from 'react';
import { inkReader } from '../../inference/client';
import { latestOnly } from '../../inference/latest';
import type { LocalDigit } from '../../inference/protocol';
import type { Stroke } from '../../ink';
import { PAD_SIDE } from './sketch';

/** Milliseconds from a movement of the pen to its reading: long enough to gather a few movements. */
const DELAY = 30;

export type ModelState = 'loading' | 'ready' | 'failed';

export interface LiveReading {
  digits: LocalDigit[];
  model: ModelState;
  read: (strokes: readonly Stroke[]) => void;
}

/** Reads the ink in the browser while it is written. */
export function useLiveReading(): LiveReading {
  const [digits, setDigits] = useState<LocalDigit[]>([]);
  const [model, setModel] = useState<ModelState>('loading');

  useEffect(() => {
    // Readies the model before the first stroke.
    inkReader.read([], PAD_SIDE).then(
      () => setModel('ready'),
      () => setModel('failed'),
    );
  }, []);

  const latest = useMemo(
    () =>
      latestOnly(
        (strokes: readonly Stroke[]) => inkReader.read(strokes, PAD_SIDE),
        (result) => {
          setModel('output' in result ? 'ready' : 'failed');
          setDigits('output' in result ? result.output : []);
        },
        DELAY,
      ),
    [],
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
  return { digits, model, read };
}
