import { useEffect, useState } from 'react';
import { fetchLike, type Neighbour } from '../../api/spaces';
import type { Stroke } from '../../ink';
import { centreLines } from '../../sketchpad/sketch';

/** Digits that are asked for. */
const TOP = 9;
/** Milliseconds from the last stroke to the question. */
const REST = 400;

export type Like =
  | { state: 'none' }
  | { state: 'failed'; error: unknown }
  | { state: 'found'; samples: readonly Neighbour[] };

const NONE: Like = { state: 'none' };

/** The training digits most like a drawing, some time after its last stroke, if the server is ready to search. */
export function useLike(strokes: readonly Stroke[], ready: boolean): Like {
  const [like, tell] = useState<Like>(NONE);
  useEffect(() => {
    if (!ready || strokes.length === 0) {
      tell(NONE);
      return;
    }
    let dropped = false;
    const ask = async () => {
      const settled = await fetchLike(centreLines(strokes), TOP).then(
        ({ samples }): Like => ({ state: 'found', samples }),
        (error: unknown): Like => ({ state: 'failed', error }),
      );
      if (!dropped) tell(settled);
    };
    const timer = setTimeout(ask, REST);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [strokes, ready]);
  return like;
}
