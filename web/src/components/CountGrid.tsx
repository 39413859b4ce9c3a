import { type CSSProperties, type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import classes from './CountGrid.module.css';
import { type Count, heatOf, moved, type Place, same, strays } from './counts';

/** Two decimals of the heat are more shades than an eye tells apart. */
const shade = (heat: number) => ({ '--heat': `${Math.round(heat * 100)}%` }) as CSSProperties;

interface Choosing {
  chosen?: Place | null | undefined;
  /** A cell that is not empty was clicked, or Enter pressed on it; without it cells cannot be chosen. */
  onChoose?: ((cell: Place) => void) | undefined;
}

interface CellProps extends Choosing {
  cell: Count;
  sentence: string;
  /** The greatest count that is not where it belongs. */
  most: number;
  /** Whether Tab comes to this cell; the arrow keys go on from it. */
  stop: boolean;
  onActive: (cell: Place) => void;
}

function Cell({ cell, sentence, most, stop, chosen, onActive, onChoose }: CellProps) {
  const choose = onChoose && cell.count > 0 ? () => onChoose(cell) : undefined;
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose?.();
  };
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: cells of a grid are walked through by arrow keys
      role="gridcell"
      tabIndex={stop ? 0 : -1}
      aria-selected={onChoose && same(cell, chosen)}
      className={classes.cell}
      style={cell.right ? undefined : shade(heatOf(cell, most))}
      data-right={cell.right || undefined}
      data-wrong={(!cell.right && cell.count > 0) || undefined}
      data-choosable={choose !== undefined || undefined}
      data-cell={`${cell.row}-${cell.column}`}
      onFocus={() => onActive(cell)}
      onPointerEnter={() => onActive(cell)}
      onClick={choose}
      onKeyDown={press}
    >
      <span className="visually-hidden">{sentence}</span>
      <span aria-hidden="true">{cell.count || '·'}</span>
    </td>
  );
}

interface CountGridProps<T extends Count> extends Choosing {
  caption: string;
  cells: readonly (readonly T[])[];
  /** Heads of the rows; the columns have their numbers. */
  heads: readonly string[];
  sentence: (cell: T) => string;
  /** What to do, until a cell is pointed at. */
  hint: ReactNode;
}

/** Counts with colour for those that are not where they belong, and a sentence for each. */
export function CountGrid<T extends Count>({
  caption,
  cells,
  heads,
  sentence,
  hint,
  ...choosing
}: CountGridProps<T>) {
  const table = useRef<HTMLTableElement>(null);
  const [active, setActive] = useState<Place | null>(null);
  const off = useMemo(() => strays(cells), [cells]);
  const stop = active ?? off[0] ?? cells[0]?.[0];
  const shown = active && cells[active.row]?.[active.column];
  const walk = (event: KeyboardEvent) => {
    const next = stop && moved(stop, event.key, cells.length, cells[0]?.length ?? 0);
    if (!next) return;
    event.preventDefault();
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.row}-${next.column}"]`)?.focus();
  };
  return (
    <div>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are walked through by arrow keys */}
      <table ref={table} role="grid" className={classes.grid} onKeyDown={walk}>
        <caption className={classes.caption}>{caption}</caption>
        <thead>
          <tr>
            <td className={classes.corner} />
            {cells[0]?.map(({ column }) => (
              <th
                key={column}
                scope="col"
                className={classes.head}
                data-active={active?.column === column || undefined}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cells.map((cellsOfRow, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the index is the row's number
            <tr key={row}>
              <th scope="row" className={classes.head} data-active={active?.row === row || undefined}>
                {heads[row]}
              </th>
              {cellsOfRow.map((cell) => (
                <Cell
                  key={cell.column}
                  cell={cell}
                  sentence={sentence(cell)}
                  most={off[0]?.count ?? 1}
                  stop={stop !== undefined && same(cell, stop)}
                  onActive={setActive}
                  {...choosing}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.sentence} data-testid="pointed-at">
        {shown ? sentence(shown) : <span className="muted">{hint}</span>}
      </p>
    </div>
  );
}
