import { useTexts } from '../../../i18n/language';
import classes from './MapSection.module.css';

interface LegendProps {
  names: readonly string[];
  colours: readonly string[];
  looked: number | null;
  onLook: (group: number | null) => void;
}

/** What each colour means; pressing one makes all others pale. */
export function Legend({ names, colours, looked, onLook }: LegendProps) {
  const texts = useTexts().explorePage.map;
  return (
    <fieldset className={classes.legend} data-testid="legend">
      <legend className="visually-hidden">{texts.legend}</legend>
      {names.map((name, group) => (
        <button
          key={name}
          type="button"
          className={classes.entry}
          aria-pressed={looked === group}
          onClick={() => onLook(looked === group ? null : group)}
        >
          <span className={classes.swatch} style={{ background: colours[group % colours.length] }} />
          {name}
        </button>
      ))}
    </fieldset>
  );
}
