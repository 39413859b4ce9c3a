import { useTexts } from '../../i18n/language';
import { useExploring } from './context';
import classes from './DigitPicker.module.css';

const DIGITS = [null, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** Chooses the digit that the whole page looks at; it stays on top while the page is scrolled. */
export function DigitPicker() {
  const texts = useTexts().explorePage;
  const { digit, onDigit } = useExploring();
  return (
    <fieldset className={classes.picker} data-testid="digits">
      <legend className="visually-hidden">{texts.digit}</legend>
      {DIGITS.map((value) => (
        <button
          key={value}
          type="button"
          className={classes.digit}
          aria-pressed={value === digit}
          aria-label={value === null ? texts.allDigits : texts.digitName(String(value))}
          onClick={() => onDigit(value)}
        >
          {value ?? texts.all}
        </button>
      ))}
    </fieldset>
  );
}
