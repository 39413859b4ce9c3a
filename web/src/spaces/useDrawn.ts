import { useCallback, useEffect } from 'react';
import type { Decoder } from '../api/spaces';
import { inkReader } from '../inference/client';
import type { Code } from '../inference/protocol';
import { useLatest } from '../inference/useLatest';

/** One frame of the screen. */
const FRAME = 16;

/**
 * Pictures of codes, probabilities of ink; those of the codes before until the new ones are drawn.
 *
 * @param codes keep their identity between renderings; null for none.
 */
export function useDrawn(space: Decoder, codes: readonly Code[] | null) {
  const run = useCallback((wanted: readonly Code[]) => inkReader.draw(space, wanted), [space]);
  const { output, failed, offer } = useLatest(run, FRAME);
  useEffect(() => offer(codes), [codes, offer]);
  return { pictures: codes && output, failed };
}
