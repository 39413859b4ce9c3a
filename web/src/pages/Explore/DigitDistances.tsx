import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { useExploring } from './context';
import classes from './Groups.module.css';
import { wayName } from './ways';

/** Which digits lie closest, and where the pairs stand that people think alike. */
export function DigitDistances() {
  const texts = useTexts().explorePage.groups;
  const format = useFormats();
  const { distances } = useExploring().atlas.statistics;
  const spaces = Object.keys(distances);
  const [space, setSpace] = useState(spaces[0] ?? '');
  const { closest = [], ranks = [], pairs = 0 } = distances[space] ?? {};
  return (
    <div className={classes.distances} data-testid="distances">
      <h3 className={classes.title}>{texts.distances}</h3>
      <p className="muted small">{texts.distancesHelp}</p>
      <NativeSelect
        className={classes.space}
        label={texts.space}
        data={spaces.map((value) => ({ value, label: wayName(value, texts.pieces) }))}
        value={space}
        onChange={({ currentTarget }) => setSpace(currentTarget.value)}
      />
      <ol className={classes.pairs}>
        {closest.map(({ digits: [first, second], distance }) => (
          <li key={`${first}-${second}`} className={classes.pair}>
            {texts.pairOf(first, second)} <span className="muted small">{format.decimals(distance, 2)}</span>
          </li>
        ))}
      </ol>
      <p>
        {ranks
          .flatMap(({ digits: [first, second], rank }) =>
            rank === null ? [] : [texts.rank(first, second, format.count(rank), format.count(pairs))],
          )
          .join(' ')}
      </p>
    </div>
  );
}
