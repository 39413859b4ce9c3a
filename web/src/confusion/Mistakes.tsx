import { useTexts } from '../i18n/language';
import type { Confusion } from './confusion';
import classes from './Mistakes.module.css';
import { useConfusionTexts } from './useConfusionTexts';

const SHOWN = 6;

/** The most frequent mistakes in words; `mistakes` has the most frequent first. */
export function Mistakes({ mistakes }: { mistakes: readonly Confusion[] }) {
  const texts = useTexts().modelsPage;
  const { times } = useConfusionTexts();
  if (mistakes.length === 0) return <p>{texts.noMistakes}</p>;
  return (
    <div>
      <h3 className={classes.title}>{texts.mistakes}</h3>
      <ol className={classes.list}>
        {mistakes.slice(0, SHOWN).map(({ row, column, count }) => (
          <li key={`${row}-${column}`} className={classes.mistake}>
            <span>{texts.readAs(row, column)}</span>
            <span className="muted">{times(count)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
