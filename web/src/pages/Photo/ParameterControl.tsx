import { NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { useId } from 'react';
import type { ChoiceParameter, NumberParameter, Parameter, SwitchParameter, Value } from '../../api/types';
import { Help } from '../../components/Help';
import { RangeInput } from '../../components/RangeInput';
import { useTexts } from '../../i18n/language';
import { knobTexts } from '../../i18n/server';
import classes from './ParameterControl.module.css';

/** More choices than this do not fit side by side. */
const SIDE_BY_SIDE = 3;

interface ControlProps<P extends Parameter> {
  parameter: P;
  value: Value;
  onChange: (value: Value) => void;
}

const testIdOf = ({ name }: Parameter) => `parameter-${name}`;

function SwitchControl({ parameter, value, onChange }: ControlProps<SwitchParameter>) {
  const texts = useTexts();
  const { label, help } = knobTexts(texts, parameter);
  return (
    <div className={classes.row}>
      <Switch
        label={label}
        checked={value === true}
        data-testid={testIdOf(parameter)}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <Help label={texts.help(label)} text={help} />
    </div>
  );
}

function ChoiceControl({ parameter, value, onChange }: ControlProps<ChoiceParameter>) {
  const texts = useTexts();
  const id = useId();
  const { label, help, choice } = knobTexts(texts, parameter);
  const data = parameter.choices.map((value) => ({ value, label: choice(value) }));
  const shared = { data, value: String(value), 'aria-labelledby': id, 'data-testid': testIdOf(parameter) };
  return (
    <div className={classes.choice}>
      <div className={classes.row}>
        <span id={id}>{label}</span>
        <Help label={texts.help(label)} text={help} />
      </div>
      {data.length > SIDE_BY_SIDE ? (
        <NativeSelect {...shared} size="sm" onChange={({ currentTarget }) => onChange(currentTarget.value)} />
      ) : (
        <SegmentedControl {...shared} size="xs" fullWidth onChange={onChange} />
      )}
    </div>
  );
}

function RangeControl({ parameter, value, onChange }: ControlProps<NumberParameter>) {
  const { label, help } = knobTexts(useTexts(), parameter);
  const { minimum, maximum, step } = parameter;
  const range = { label, help, minimum, maximum, step, onChange, value: Number(value) };
  return <RangeInput testId={testIdOf(parameter)} {...range} />;
}

/** The control that fits the parameter's type. */
export function ParameterControl({ parameter, value, onChange }: ControlProps<Parameter>) {
  switch (parameter.type) {
    case 'bool':
      return <SwitchControl parameter={parameter} value={value} onChange={onChange} />;
    case 'choice':
      return <ChoiceControl parameter={parameter} value={value} onChange={onChange} />;
    default:
      return <RangeControl parameter={parameter} value={value} onChange={onChange} />;
  }
}
