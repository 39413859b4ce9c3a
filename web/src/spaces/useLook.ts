import { useCallback, useEffect, useLayoutEffect } from 'react';
import type { SpaceName } from '../api/spaces';
import { inkReader } from '../inference/client';
import type { Looked } from '../inference/protocol';
import { type Latest, useLatest } from '../inference/useLatest';
import type { Stroke } from '../ink';

/** Milliseconds from a movement of the pen to its code. */
const DELAY = 30;

export interface Look extends Pick<Latest<readonly Stroke[], Looked | null>, 'output' | 'failed'> {
  /** Looks at other ink, as it is while a stroke is written. */
  look: (strokes: readonly Stroke[]) => void;
}

/** The code of a drawing of one digit, while it is drawn. */
export function useLook(space: SpaceName, strokes: readonly Stroke[]): Look {
  const run = useCallback((ink: readonly Stroke[]) => inkReader.look(space, ink), [space]);
  const { output, failed, offer } = useLatest(run, DELAY);
  const look = useCallback((ink: readonly Stroke[]) => offer(ink.length > 0 ? ink : null), [offer]);
  // Before the browser paints, so that an empty pad never has a code.
  useLayoutEffect(() => look(strokes), [strokes, look]);
  useEffect(() => {
    // Readies the encoder before the first stroke, which tries again if this fails.
    inkReader.look(space, []).catch(() => {});
  }, [space]);
  return { output, failed, look };
}
