import { type KeyboardEvent, useState } from 'react';
import { useTexts } from '../i18n/language';
import type { CorrectionProps } from './Correction';
import { tapped } from './said';
import classes from './Taps.module.css';

const DIGITS = [...'0123456789'];

const MOVES: Record<string, (from: number) => number> = {
  ArrowLeft: (from) => (from + 9) % 10,
  ArrowRight: (from) => (from + 1) % 10,
  Home: () => 0,
  End: () => 9,
};

/** Ten buttons, one stop of the Tab key: arrows walk through them, and a digit's own key is a tap on it. */
export function Taps({ read, said, onSay }: CorrectionProps) {
  const texts = useTexts().correction;
  const [walked, setWalked] = useState<string | null>(null);
  const stop = walked ?? said ?? (read === '?' ? '0' : read);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const to = MOVES[event.key]?.(Number(stop)) ?? DIGITS.indexOf(event.key);
    const digit = DIGITS[to];
    const button = event.currentTarget.children[to];
    if (digit === undefined || !(button instanceof HTMLElement)) return;
    event.preventDefault();
    setWalked(digit);
    button.focus();
    if (event.key === digit && !event.repeat) onSay(tapped(digit, said));
  };

  return (
    <div
      role="toolbar"
      aria-label={texts.whatIsIt(read)}
      className={classes.taps}
      data-testid="taps"
      onKeyDown={onKeyDown}
    >
      {DIGITS.map((digit) => (
        <button
          key={digit}
          type="button"
          className={classes.tap}
          aria-pressed={digit === said}
          aria-label={digit === read ? texts.asRead(digit) : digit}
          data-read={digit === read || undefined}
          tabIndex={digit === stop ? 0 : -1}
          onFocus={() => setWalked(digit)}
          onClick={() => onSay(tapped(digit, said))}
        >
          {digit}
        </button>
      ))}
    </div>
  );
}
