import type { Reading } from '../../api/types';
import { useTexts } from '../../i18n/language';
import classes from './Beside.module.css';
import { countMarks, numbersOf } from './parts';

/** The numbers that gaps part, and the marks; neither is part of the text. */
export function Beside({ reading }: { reading: Reading }) {
  const texts = useTexts().photoPage;
  const numbers = numbersOf(reading.words);
  const marks = countMarks(reading.marks);
  if (numbers.length === 0 && marks.length === 0) return null;
  return (
    <dl className={`muted small ${classes.beside}`}>
      {numbers.length > 0 && (
        <>
          <dt>{texts.numbers}</dt>
          <dd className={classes.numbers} data-testid="numbers">
            {numbers.join('\n')}
          </dd>
        </>
      )}
      {marks.length > 0 && (
        <>
          <dt>{texts.marks}</dt>
          <dd data-testid="marks">
            {marks.map(([kind, count]) => texts.markCounts[kind](count)).join(', ')}
          </dd>
        </>
      )}
    </dl>
  );
}
