import { useReducer } from 'react';
import { EMPTY, type Sketch, type Step, step } from './sketch';

/** A sketch with the way to change it. */
export interface Sketching {
  sketch: Sketch;
  dispatch: (step: Step) => void;
}

/** Two drawings, A and B. */
export type Pair = readonly [Sketching, Sketching];

/** Two drawings that are kept while one looks at other pages. */
export function usePair(): Pair {
  const [first, toFirst] = useReducer(step, EMPTY);
  const [second, toSecond] = useReducer(step, EMPTY);
  return [
    { sketch: first, dispatch: toFirst },
    { sketch: second, dispatch: toSecond },
  ];
}
