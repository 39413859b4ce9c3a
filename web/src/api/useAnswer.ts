import { useEffect, useState } from 'react';

export type Answer<T> =
  | { state: 'asking' }
  | { state: 'failed'; error: unknown }
  | { state: 'answered'; value: T };

const ASKING = { state: 'asking' } as const;

/** What the server says to a question, asked anew with each other `ask`; the caller keeps it between renderings. */
export function useAnswer<T>(ask: () => Promise<T>): Answer<T> {
  const [settled, settle] = useState<{ ask: () => Promise<T>; answer: Answer<T> }>();
  useEffect(() => {
    let dropped = false;
    const to = (answer: Answer<T>) => {
      if (!dropped) settle({ ask, answer });
    };
    ask().then(
      (value) => to({ state: 'answered', value }),
      (error: unknown) => to({ state: 'failed', error }),
    );
    return () => {
      dropped = true;
    };
  }, [ask]);
  // In the renderings before the answer, what is known is of the question before.
  return settled?.ask === ask ? settled.answer : ASKING;
}
