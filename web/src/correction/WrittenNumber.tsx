import { Button, Textarea, TextInput } from '@mantine/core';
import { type SubmitEvent, useEffect, useState } from 'react';
import { useTexts } from '../i18n/language';
import type { CorrectionProps } from './Correction';
import { written } from './said';
import classes from './WrittenNumber.module.css';

/** A field with the number as it was read, or as somebody said it is; a button says so, or takes it back. */
export function WrittenNumber({ read, said, onSay }: CorrectionProps) {
  const texts = useTexts().correction;
  const [text, setText] = useState(said ?? read);
  // When the server refuses a correction, the field shows what holds.
  useEffect(() => setText(said ?? read), [said, read]);
  const number = written(text);
  const isSaid = number !== null && number === said;
  const action = isSaid ? texts.takeBack : number === read ? texts.confirm : texts.correct;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (number !== null) onSay(isSaid ? null : number);
  };

  const field = {
    className: classes.field ?? '',
    value: text,
    error: number === null && texts.digitsOnly,
    maxLength: 600,
    autoComplete: 'off',
    spellCheck: false,
    'aria-label': texts.whatIsIt(read),
  };
  const lines = Math.max(...[read, said ?? ''].map((one) => one.split('\n').length));
  return (
    <form className={classes.form} onSubmit={submit} data-testid="written">
      {lines > 1 ? (
        <Textarea {...field} rows={lines} onChange={({ currentTarget }) => setText(currentTarget.value)} />
      ) : (
        <TextInput
          {...field}
          inputMode="numeric"
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      )}
      <Button type="submit" variant="default" disabled={number === null}>
        {action}
      </Button>
    </form>
  );
}
