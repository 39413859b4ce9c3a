import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ChoiceParameter, NumberParameter, ParameterTable } from '../../api/types';
import {
  CLASSIC_STAGES,
  DEFAULTS,
  isDefault,
  silenced,
  stageOrder,
  valueInForce,
  withValue,
} from './settings';

function knob(name: string, stage: string): NumberParameter {
  return { name, stage, help: '', type: 'int', default: 3, minimum: 0, maximum: 9, step: 1, choices: null };
}

const blur = knob('blur', 'blur');
const table: ParameterTable = {
  parameters: [blur],
  recipes: { default: { help: '', values: {} }, classic: { help: '', values: { blur: 5 } } },
};

describe('a value', () => {
  const classic = { ...DEFAULTS, recipe: 'classic' };

  it("is the table's, the recipe's, or the one that was set", () => {
    expect(valueInForce(blur, DEFAULTS, table)).toBe(3);
    expect(valueInForce(blur, classic, table)).toBe(5);
    expect(valueInForce(blur, withValue(classic, 'blur', 0), table)).toBe(0);
  });

  it('that was set, or another recipe, is no longer the default', () => {
    expect(isDefault(DEFAULTS)).toBe(true);
    expect(isDefault(classic)).toBe(false);
    expect(isDefault(withValue(DEFAULTS, 'blur', 3))).toBe(false);
  });
});

it('puts steps without a picture where their knobs stand', () => {
  const knobs = ['decode', 'blur', 'canny', 'canny', 'dilate', 'boxes'].map((stage) => knob(stage, stage));
  expect(stageOrder(['decode', 'grey', 'blur', 'boxes'], knobs)).toEqual([
    'decode',
    'grey',
    'blur',
    'canny',
    'dilate',
    'boxes',
  ]);
  expect(stageOrder([], knobs)).toEqual(['decode', 'blur', 'canny', 'dilate', 'boxes']);
});

describe('who is not asked', () => {
  const engine: ChoiceParameter = {
    ...knob('engine', 'decode'),
    ...{ type: 'choice', default: 'auto', choices: ['auto', 'neural', 'classic'] },
    ...{ minimum: null, maximum: null, step: null },
  };
  const knobs: ParameterTable = {
    parameters: [engine, knob('flatten', 'flatten'), blur, knob('merge', 'boxes'), knob('split', 'boxes')],
    recipes: {
      default: { help: '', values: {} },
      classic: { help: '', values: { engine: 'classic', blur: 5 } },
    },
  };
  const faint = withValue(DEFAULTS, 'blur', 5);

  it('is nobody, as long as no knob of the classic engine is moved', () => {
    expect(silenced(DEFAULTS, knobs)).toBeNull();
    expect(silenced(withValue(DEFAULTS, 'flatten', 0), knobs)).toBeNull();
    expect(silenced(withValue(faint, 'blur', 3), knobs)).toBeNull();
  });

  it('is the page reader, when such a knob is moved', () => {
    const moved = withValue(faint, 'split', 0);
    expect(silenced(moved, knobs)).toEqual({ silent: 'page reader', moved: ['blur', 'split'] });
  });

  it('is nobody that is missed, when the classic engine is asked for', () => {
    expect(silenced(withValue(faint, 'engine', 'classic'), knobs)).toBeNull();
    expect(silenced({ recipe: 'classic', values: {} }, knobs)).toBeNull();
    expect(silenced(faint, table)).toBeNull();
  });

  it('is the classic engine, when the page reader is to read alone', () => {
    const alone = { silent: 'classic', stages: ['blur', 'boxes'] };
    expect(silenced(withValue(DEFAULTS, 'engine', 'neural'), knobs)).toEqual(alone);
  });

  it('goes by the steps that the server has', () => {
    const python = new URL('../../../../src/numerals/imaging/parameters.py', import.meta.url);
    const stages = /^_CLASSIC_STAGES = \{(.+)\}$/m.exec(readFileSync(python, 'utf8'))?.[1];
    expect(stages).toBe(CLASSIC_STAGES.map((stage) => `"${stage}"`).join(', '));
  });
});
