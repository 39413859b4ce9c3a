import { type CSSProperties, useId } from 'react';
import { useFormats } from '../i18n/formats';
import { useTexts } from '../i18n/language';
import { Help } from './Help';
import classes from './RangeInput.module.css';

interface RangeInputProps {
  label: string;
  help: string;
  testId: string;
  minimum: number;
  maximum: number;
  step: number;
  value: number;
  onChange: (value: number) => void;
}

/** A slider with its name, its value and its explanation. */
export function RangeInput({
  label,
  help,
  testId,
  minimum,
  maximum,
  step,
  value,
  onChange,
}: RangeInputProps) {
  const texts = useTexts();
  const format = useFormats();
  const id = useId();
  const fill = `${((value - minimum) / (maximum - minimum)) * 100}%`;
  return (
    <div className={classes.field}>
      <div className={classes.head}>
        <label htmlFor={id}>{label}</label>
        <Help label={texts.help(label)} text={help} />
        <output htmlFor={id} className={classes.value}>
          {format.value(value)}
        </output>
      </div>
      <input
        id={id}
        type="range"
        className={classes.range}
        style={{ '--fill': fill } as CSSProperties}
        min={minimum}
        max={maximum}
        step={step}
        value={value}
        data-testid={testId}
        onChange={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
      />
    </div>
  );
}
