import { useMemo, useState } from 'react';
import type { Place } from '../../components/counts';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/language';
import { ClusterTable } from './ClusterTable';
import { useExploring } from './context';
import { DigitDistances } from './DigitDistances';
import { Gallery } from './Gallery';
import { GroupGrid } from './GroupGrid';
import classes from './Groups.module.css';
import { Sweep } from './Sweep';
import { groupNames } from './ways';

interface CellProps {
  clustering: number;
  cell: Place;
}

/** The images of one cell of the table. */
function CellImages({ clustering, cell: { row, column } }: CellProps) {
  const texts = useTexts().explorePage.groups;
  const { clusterings } = useExploring().atlas.statistics;
  const name = groupNames(clusterings[clustering]?.table ?? [])[row] ?? '';
  const query = useMemo(
    () => ({ clustering, group: row, digit: column, order: 'typical' as const }),
    [clustering, row, column],
  );
  return (
    <div data-testid="group-images">
      <h3 className={classes.title}>{texts.images(name, column)}</h3>
      <Gallery query={query} some={40} />
    </div>
  );
}

/** Groups that were found without labels, beside the labels. */
export function Groups() {
  const texts = useTexts().explorePage.groups;
  const { clusterings, best } = useExploring().atlas.statistics;
  const [way, setWay] = useState(() =>
    Math.max(
      0,
      clusterings.findIndex(({ name }) => name === best),
    ),
  );
  const [cell, setCell] = useState<Place | null>(null);
  const choose = (clustering: number) => {
    setWay(clustering);
    setCell(null);
  };
  return (
    <Section name="groups" title={texts.title} intro={texts.intro}>
      <ClusterTable chosen={way} onChoose={choose} />
      <div className={classes.columns}>
        <GroupGrid key={way} clustering={way} chosen={cell} onChoose={setCell} />
        <div className={classes.side}>
          {cell && <CellImages clustering={way} cell={cell} />}
          <Sweep />
        </div>
      </div>
      <DigitDistances />
    </Section>
  );
}
