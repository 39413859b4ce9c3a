import { useCallback, useEffect, useMemo, useState } from 'react';
import { latestOnly } from './latest';

export interface Latest<Input, Output> {
  /** Of the newest input that is done; null for none. */
  output: Output | null;
  /** Whether the newest one failed. */
  failed: boolean;
  /** null takes back what was offered, and what came of it. */
  offer: (input: Input | null) => void;
}

const NOTHING = { output: null, failed: false } as const;

/**
 * What comes of the newest of many inputs, as those of a moving pen.
 *
 * @param run keeps its identity between renderings.
 * @param delay milliseconds that gather a few inputs.
 */
export function useLatest<Input, Output>(
  run: (input: Input) => Promise<Output>,
  delay: number,
): Latest<Input, Output> {
  const [told, tell] = useState<Omit<Latest<Input, Output>, 'offer'>>(NOTHING);
  const latest = useMemo(
    () =>
      latestOnly(
        run,
        (result) => tell('output' in result ? { ...result, failed: false } : { output: null, failed: true }),
        delay,
      ),
    [run, delay],
  );
  useEffect(() => latest.cancel, [latest]);
  const offer = useCallback(
    (input: Input | null) => {
      if (input !== null) return latest.offer(input);
      latest.cancel();
      tell(NOTHING);
    },
    [latest],
  );
  return { ...told, offer };
}
