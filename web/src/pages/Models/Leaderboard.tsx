// biome-ignore-all lint/a11y/noRedundantRoles: on a phone the rows are laid out as cards, and some browsers then forget that they are a table
import type { ModelRow } from '../../api/types';
import { SortIcon } from '../../components/icons';
import { useTexts } from '../../i18n/language';
import classes from './Leaderboard.module.css';
import { LeaderboardRow } from './LeaderboardRow';
import { COLUMNS, type Column, inOrder, type Order, pressed } from './sorting';

interface HeadingProps {
  column: Column;
  order: Order;
  onOrder: (order: Order) => void;
}

function Heading({ column, order, onOrder }: HeadingProps) {
  const texts = useTexts().modelsPage;
  const direction = order.descending ? 'descending' : 'ascending';
  const sorted = order.column === column ? direction : undefined;
  return (
    <th
      scope="col"
      role="columnheader"
      aria-sort={sorted ?? 'none'}
      className={classes.heading}
      data-column={column}
    >
      <button type="button" className={classes.sort} onClick={() => onOrder(pressed(order, column))}>
        {texts.columns[column]}
        <SortIcon direction={sorted} />
      </button>
    </th>
  );
}

interface LeaderboardProps {
  models: readonly ModelRow[];
  /** Version that the sketchpad uses. */
  used: string;
  onUse: (version: string) => void;
  order: Order;
  onOrder: (order: Order) => void;
}

/** All models, a row each; on a phone a card each, with the columns' heads as buttons above. */
export function Leaderboard({ models, used, onUse, order, onOrder }: LeaderboardProps) {
  const texts = useTexts().modelsPage;
  return (
    <table role="table" className={classes.table} data-testid="leaderboard">
      <caption className="visually-hidden">{texts.leaderboard}</caption>
      <thead role="rowgroup">
        <tr role="row" className={classes.headings} data-label={texts.sort}>
          <th scope="col" role="columnheader" className={classes.useHeading}>
            {texts.columns.use}
          </th>
          {COLUMNS.map((column) => (
            <Heading key={column} column={column} order={order} onOrder={onOrder} />
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {inOrder(models, order).map((model) => (
          <LeaderboardRow
            key={model.version}
            model={model}
            used={model.version === used}
            onUse={() => onUse(model.version)}
          />
        ))}
      </tbody>
    </table>
  );
}
