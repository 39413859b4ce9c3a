import { type CSSProperties, type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTexts } from '../../i18n/language';
import classes from './ConfusionMatrix.module.css';
import { type Confusion, cellsOf, heatOf, mistakesOf, moved } from './confusion';
import { Mistakes } from './Mistakes';
import { useConfusionTexts } from './useConfusionTexts';

/** Two decimals of the heat are more shades than an eye tells apart. */
const shade = (heat: number) => ({ '--heat': `${Math.round(heat * 100)}%` }) as CSSProperties;

interface CellProps {
  cell: Confusion;
  /** Count of the most frequent mistake. */
  most: number;
  /** Whether Tab comes to this cell; the arrow keys go on from it. */
  stop: boolean;
  onActive: (cell: Confusion) => void;
}

function Cell({ cell, most, stop, onActive }: CellProps) {
  const { sentence } = useConfusionTexts();
  const right = cell.truth === cell.read;
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: cells of a grid are walked through by arrow keys
      role="gridcell"
      tabIndex={stop ? 0 : -1}
      className={classes.cell}
      style={right ? undefined : shade(heatOf(cell, most))}
      data-right={right || undefined}
      data-wrong={(!right && cell.count > 0) || undefined}
      data-cell={`${cell.truth}-${cell.read}`}
      onFocus={() => onActive(cell)}
      onPointerEnter={() => onActive(cell)}
    >
      <span className="visually-hidden">{sentence(cell)}</span>
      <span aria-hidden="true">{cell.count || '·'}</span>
    </td>
  );
}

interface GridProps {
  cells: Confusion[][];
  most: number;
  /** The cell to begin with. */
  first: Confusion | undefined;
  active: Confusion | null;
  onActive: (cell: Confusion) => void;
}

function Grid({ cells, most, first, active, onActive }: GridProps) {
  const texts = useTexts().modelsPage;
  const table = useRef<HTMLTableElement>(null);
  const stop = active ?? first;
  const walk = (event: KeyboardEvent) => {
    const next = stop && moved(stop, event.key, cells.length);
    if (!next) return;
    event.preventDefault();
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.truth}-${next.read}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are walked through by arrow keys
    <table ref={table} role="grid" className={classes.matrix} onKeyDown={walk}>
      <caption className={classes.caption}>{texts.matrixCaption}</caption>
      <thead>
        <tr>
          <td className={classes.corner} />
          {cells[0]?.map(({ read }) => (
            <th
              key={read}
              scope="col"
              className={classes.head}
              data-active={active?.read === read || undefined}
            >
              {read}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {cells.map((row, truth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the digit itself
          <tr key={truth}>
            <th scope="row" className={classes.head} data-active={active?.truth === truth || undefined}>
              {truth}
            </th>
            {row.map((cell) => (
              <Cell
                key={cell.read}
                cell={cell}
                most={most}
                stop={cell.truth === stop?.truth && cell.read === stop.read}
                onActive={onActive}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How often each digit was read as each, with colour for what went wrong only, and a sentence for each number. */
export function ConfusionMatrix({ matrix }: { matrix: number[][] }) {
  const texts = useTexts().modelsPage;
  const { sentence } = useConfusionTexts();
  const cells = useMemo(() => cellsOf(matrix), [matrix]);
  const mistakes = useMemo(() => mistakesOf(cells), [cells]);
  const [active, setActive] = useState<Confusion | null>(null);
  return (
    <section className={`card ${classes.panel}`} aria-labelledby="matrix-title">
      <h2 id="matrix-title">{texts.matrix}</h2>
      <Grid
        cells={cells}
        most={mistakes[0]?.count ?? 1}
        first={mistakes[0] ?? cells[0]?.[0]}
        active={active}
        onActive={setActive}
      />
      <p className={classes.sentence} data-testid="confusion">
        {active ? sentence(active) : <span className="muted">{texts.matrixHint}</span>}
      </p>
      <Mistakes mistakes={mistakes} />
    </section>
  );
}
