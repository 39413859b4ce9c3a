import { describe, expect, it } from 'vitest';
import type { NumberParameter, ParameterTable } from '../../api/types';
import { DEFAULTS, isDefault, stageOrder, valueInForce, withValue } from './settings';

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
