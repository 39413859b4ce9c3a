import { useMemo } from 'react';
import { CountGrid } from '../../components/CountGrid';
import type { Count, Place } from '../../components/counts';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { useExploring, usePictures } from './context';
import classes from './Groups.module.css';
import { Picture } from './Picture';
import { groupNames, wayName } from './ways';

/** The clustering whose groups have pictures: k-means on the pixels, where groups have a mean image. */
const PIXELS = 0;

function Centroids({ names }: { names: readonly string[] }) {
  const texts = useTexts().explorePage.groups;
  const centroids = usePictures('centroids');
  return (
    <div>
      <h4 className={classes.title}>{texts.centroids}</h4>
      <ol className={classes.centroids}>
        {names.map((name, group) => (
          <li key={name}>
            <Picture
              pixels={centroids.state === 'answered' ? centroids.value[group] : undefined}
              name={texts.group(name)}
            />
            <span aria-hidden="true">{name}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface GroupGridProps {
  clustering: number;
  chosen: Place | null;
  onChoose: (cell: Place) => void;
}

/** How many images of each digit are in each group. */
export function GroupGrid({ clustering, chosen, onChoose }: GroupGridProps) {
  const page = useTexts().explorePage;
  const texts = page.groups;
  const format = useFormats();
  const { name = '', table = [] } = useExploring().atlas.statistics.clusterings[clustering] ?? {};
  const names = useMemo(() => groupNames(table), [table]);
  const cells = useMemo<Count[][]>(
    () =>
      table.map((counts, row) => {
        const most = counts.indexOf(Math.max(...counts));
        return counts.map((count, column) => ({ row, column, count, right: column === most }));
      }),
    [table],
  );
  return (
    <div data-testid="group-table">
      <h3 className={classes.title}>{texts.crossTitle(wayName(name, texts.pieces))}</h3>
      <CountGrid
        caption={texts.caption}
        cells={cells}
        heads={names}
        sentence={({ row, column, count }) =>
          texts.cell(names[row] ?? '', column, page.images(count, format.count(count)))
        }
        hint={texts.hint}
        chosen={chosen}
        onChoose={onChoose}
      />
      {clustering === PIXELS && <Centroids names={names} />}
    </div>
  );
}
