import { useMemo, useState } from 'react';
import { correcting, type Said } from './said';

/**
 * What is said of one reading, shown before the server knows it and taken back if the server refuses.
 *
 * `send` tells the server; another one is of another reading.
 */
export function useCorrection(send: (said: Said) => Promise<unknown>, known: Said, onRefused?: () => void) {
  const [shown, show] = useState<{ of: unknown; said: Said; error: unknown }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: known is where it starts from, once
  const say = useMemo(
    () =>
      correcting(known, send, (now) => {
        show({ of: send, ...now });
        if (now.error !== null) onRefused?.();
      }),
    [send, onRefused],
  );
  const { said, error } = shown?.of === send ? shown : { said: known, error: null };
  return { said, error, say };
}
