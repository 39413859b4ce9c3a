import { NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { useId } from 'react';
import type { ChoiceParameter, Parameter, SwitchParameter, Value } from '../../api/types';
import { Help } from '../../components/Help';
import { RangeInput } from '../../components/RangeInput';
import { useTexts } from '../../i18n/language';
import { readable } from '../../i18n/readable';
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
  const label = readable(parameter.name);
  return (
    <div className={classes.row}>
      <Switch
        label={label}
        checked={value === true}
        data-testid={testIdOf(parameter)}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <Help label={texts.help(label)} text={parameter.help} />
    </div>
  );
}

function ChoiceControl({ parameter, value, onChange }: ControlProps<ChoiceParameter>) {
  const texts = useTexts();
  const id = useId();
  const label = readable(parameter.name);
  const data = parameter.choices.map((choice) => ({ value: choice, label: readable(choice) }));
  const shared = { data, value: String(value), 'aria-labelledby': id, 'data-testid': testIdOf(parameter) };
  return (
    <div className={classes.choice}>
      <div className={classes.row}>
        <span id={id}>{label}</span>
        <Help label={texts.help(label)} text={parameter.help} />
      </div>
      {data.length > SIDE_BY_SIDE ? (
        <NativeSelect {...shared} size="sm" onChange={({ currentTarget }) => onChange(currentTarget.value)} />
      ) : (
        <SegmentedControl {...shared} size="xs" fullWidth onChange={onChange} />
      )}
    </div>
  );
}

/** The control that fits the parameter's type. */
export function ParameterControl({ parameter, value, onChange }: ControlProps<Parameter>) {
  switch (parameter.type) {
    case 'bool':
      return <SwitchControl parameter={parameter} value={value} onChange={onChange} />;
    case 'choice':
      return <ChoiceControl parameter={parameter} value={value} onChange={onChange} />;
    default: {
      const { name, help, minimum, maximum, step } = parameter;
      const range = { help, minimum, maximum, step, onChange, value: Number(value) };
      return <RangeInput label={readable(name)} testId={testIdOf(parameter)} {...range} />;
    }
  }
}
