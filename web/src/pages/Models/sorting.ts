/** The order of the leaderboard. */
import type { ModelRow } from '../../api/types';

export type Column = 'version' | 'accuracy' | 'parameters' | 'bytes' | 'milliseconds' | 'minutes';

export interface Order {
  column: Column;
  descending: boolean;
}

export const COLUMNS: readonly Column[] = [
  'version',
  'accuracy',
  'parameters',
  'bytes',
  'milliseconds',
  'minutes',
];

/** The best first: more accuracy is better, less of everything else. */
const bestFirst = (column: Column): Order => ({ column, descending: column === 'accuracy' });

export const DEFAULT_ORDER = bestFirst('accuracy');

/** The order after a column was pressed: another column starts with its best, the same one turns round. */
export function pressed(order: Order, column: Column): Order {
  return order.column === column ? { column, descending: !order.descending } : bestFirst(column);
}

/** In order; equals stay as the server has them, and what is not known comes last in either direction. */
export function inOrder(models: readonly ModelRow[], { column, descending }: Order): ModelRow[] {
  const sign = descending ? -1 : 1;
  return models.toSorted((a, b) => {
    const [left, right] = [a[column], b[column]];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'string') return sign * left.localeCompare(String(right), 'en', { numeric: true });
    return sign * (left - Number(right));
  });
}
