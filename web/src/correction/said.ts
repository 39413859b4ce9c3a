/** What a person says a drawing is: its digits, a line each for several lines; null while nobody has. */
export type Said = string | null;

/** A single digit, or one that could not be read: corrected by a tap. A number is written. */
export function isOneDigit(read: string): boolean {
  return /^[0-9?]$/.test(read);
}

/** What a tap on a digit says: it, or nothing any more where that was said already. */
export function tapped(digit: string, said: Said): Said {
  return digit === said ? null : digit;
}

const LONGEST = 500;

/** What was written as the server takes it, without blanks and empty lines; null if it is no number. */
export function written(text: string): Said {
  const lines = text.split('\n').map((line) => line.replaceAll(/\s/g, ''));
  const number = lines.filter(Boolean).join('\n');
  return /^[0-9]+(\n[0-9]+)*$/.test(number) && number.length <= LONGEST ? number : null;
}

interface Shown {
  said: Said;
  error: unknown;
}

const underWay = new Set<Promise<void>>();

/** Waits until the server knows, or has refused, all that was said before: what it is asked next shall tell of it. */
export async function allSaid(): Promise<void> {
  await Promise.all(underWay);
}

/**
 * Shows at once what is said, and tells the server.
 *
 * Words go out one after another, so that none overtakes another; of those that come while one is under way only the
 * last is sent. When the server refuses one, what it knew before is shown again.
 */
export function correcting(
  known: Said,
  send: (said: Said) => Promise<unknown>,
  show: (shown: Shown) => void,
) {
  let kept = known;
  let wanted = known;
  let sending = false;

  const run = async () => {
    sending = true;
    while (wanted !== kept) {
      const said = wanted;
      try {
        await send(said);
        kept = said;
      } catch (error) {
        if (wanted === said) {
          wanted = kept;
          show({ said: kept, error });
        }
      }
    }
    sending = false;
  };

  return (said: Said) => {
    wanted = said;
    show({ said, error: null });
    if (sending) return;
    const told = run().finally(() => underWay.delete(told));
    underWay.add(told);
  };
}
