/** Which values the picture is read with: a recipe, and what was changed from it. */
import type { ReadOptions } from '../../api/client';
import type { Parameter, ParameterTable, Value } from '../../api/types';

export const DEFAULT_RECIPE = 'default';

/** As the server has them when nothing is asked for. */
export const DEFAULTS: ReadOptions = { recipe: DEFAULT_RECIPE, values: {} };

/** The value in force: the one that was set, else the recipe's, else the table's. */
export function valueInForce(
  parameter: Parameter,
  { recipe, values }: ReadOptions,
  table: ParameterTable,
): Value {
  return values[parameter.name] ?? table.recipes[recipe]?.values[parameter.name] ?? parameter.default;
}

export function withValue(options: ReadOptions, name: string, value: Value): ReadOptions {
  return { ...options, values: { ...options.values, [name]: value } };
}

export function isDefault({ recipe, values }: ReadOptions): boolean {
  return recipe === DEFAULT_RECIPE && Object.keys(values).length === 0;
}

/**
 * All steps to show, in order: those with a picture, as the server ordered them, and those that have only
 * knobs, because the settings leave them out, at the place that the table of knobs gives them.
 */
export function stageOrder(pictured: readonly string[], parameters: readonly Parameter[]): string[] {
  const order = [...pictured];
  let after = -1;
  for (const { stage } of parameters) {
    const place = order.indexOf(stage);
    if (place < 0) order.splice(++after, 0, stage);
    else after = Math.max(after, place);
  }
  return order;
}

/** Steps whose knobs only the classic engine has, as in the server's `imaging/parameters.py`; a test compares. */
export const CLASSIC_STAGES: readonly string[] = ['blur', 'threshold', 'clean', 'canny', 'dilate', 'boxes'];

/** What the knobs keep from reading: the page reader, or with the engine `neural` the classic steps. */
export type Silenced = { silent: 'page reader'; moved: string[] } | { silent: 'classic'; stages: string[] };

/** Who is not asked with these settings, though a person may think so; the knobs or steps by their names. */
export function silenced(options: ReadOptions, table: ParameterTable): Silenced | null {
  const { parameters } = table;
  const classic = parameters.filter(({ stage }) => CLASSIC_STAGES.includes(stage));
  const engine = parameters.find(({ name }) => name === 'engine');
  if (!engine) return null;
  const chosen = valueInForce(engine, options, table);
  if (chosen === 'neural')
    return { silent: 'classic', stages: [...new Set(classic.map(({ stage }) => stage))] };
  const moved = classic.filter((knob) => valueInForce(knob, options, table) !== knob.default);
  if (chosen !== 'auto' || moved.length === 0) return null;
  return { silent: 'page reader', moved: moved.map(({ name }) => name) };
}
