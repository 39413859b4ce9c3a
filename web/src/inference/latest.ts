/** Runs only the newest of many inputs, one at a time, so that a slow machine skips work rather than lags. */
export interface LatestOnly<Input> {
  offer: (input: Input) => void;
  /** Forgets what is pending and ignores what is still running. */
  cancel: () => void;
}

export function latestOnly<Input, Output>(
  run: (input: Input) => Promise<Output>,
  deliver: (result: { output: Output } | { error: unknown }) => void,
  delay: number,
): LatestOnly<Input> {
  let pending: { input: Input } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let generation = 0;

  const start = async () => {
    timer = undefined;
    if (!pending) return;
    const { input } = pending;
    const started = generation;
    pending = undefined;
    running = true;
    const result = await run(input).then(
      (output) => ({ output }),
      (error: unknown) => ({ error }),
    );
    running = false;
    if (started === generation) deliver(result);
    wait();
  };

  const wait = () => {
    if (pending && !running && timer === undefined) timer = setTimeout(start, delay);
  };

  return {
    offer: (input) => {
      pending = { input };
      wait();
    },
    cancel: () => {
      generation++;
      pending = undefined;
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
