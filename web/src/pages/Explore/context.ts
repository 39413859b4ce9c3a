import { createContext, useCallback, useContext, useEffect, useReducer } from 'react';
import { type Answer, useAnswer } from '../../api/useAnswer';
import type { Atlas, Column } from './atlas';

export interface Exploring {
  atlas: Atlas;
  /** The digit that the whole page looks at; null is all of them. */
  digit: number | null;
  onDigit: (digit: number | null) => void;
  /** Shows one image with all that is known of it; `among` are those to leaf through. */
  onOpen: (index: number, among: readonly number[]) => void;
}

export const ExploringContext = createContext<Exploring | null>(null);

export function useExploring(): Exploring {
  const exploring = useContext(ExploringContext);
  if (!exploring) throw new Error('useExploring is used within ExploringContext');
  return exploring;
}

/** Several columns at once; `names` is kept between renderings. */
export function useColumns(names: readonly string[]): Answer<Column[]> {
  const { atlas } = useExploring();
  return useAnswer(useCallback(() => Promise.all(names.map((name) => atlas.column(name))), [atlas, names]));
}

export function usePictures(name: string): Answer<Uint8Array[]> {
  const { atlas } = useExploring();
  return useAnswer(useCallback(() => atlas.pictures(name), [atlas, name]));
}

/** Fetches images; `indices` is kept between renderings. Gives those that are there, and goes on when more are. */
export function useImages(indices: readonly number[]): (index: number) => Uint8Array | undefined {
  const { atlas } = useExploring();
  const [, came] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    let dropped = false;
    const tell = () => {
      if (!dropped) came();
    };
    // A picture that does not come stays empty; the list that it is in tells of a server that is away.
    atlas.images.want(indices).then(tell, tell);
    return () => {
      dropped = true;
    };
  }, [atlas, indices]);
  return useCallback((index) => atlas.images.get(index), [atlas]);
}
