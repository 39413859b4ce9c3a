import { ActionIcon, Button } from '@mantine/core';
import { type KeyboardEvent, useRef, useState } from 'react';
import { ClearIcon } from '../../components/icons';
import { useTexts } from '../../i18n/language';
import classes from './DeleteButton.module.css';

interface DeleteButtonProps {
  /** What would be deleted, for those who do not see the row. */
  name: string;
  onDelete: () => Promise<void>;
}

/** Asks once, in place; where the first button was is then the one that keeps the drawing. */
export function DeleteButton({ name, onDelete }: DeleteButtonProps) {
  const texts = useTexts().historyPage;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLButtonElement>(null);

  const keep = () => {
    setAsking(false);
    // Once the first button is there again.
    requestAnimationFrame(() => first.current?.focus());
  };
  const confirm = async () => {
    setBusy(true);
    await onDelete();
    // Still here: it was refused.
    setBusy(false);
    setAsking(false);
  };
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') keep();
  };

  if (!asking)
    return (
      <ActionIcon
        ref={first}
        variant="subtle"
        color="gray"
        size={40}
        className={classes.first ?? ''}
        aria-label={texts.deleteOne(name)}
        title={texts.deleteShort}
        data-delete
        onClick={() => setAsking(true)}
      >
        <ClearIcon />
      </ActionIcon>
    );
  return (
    <fieldset className={classes.question} onKeyDown={onKeyDown}>
      <legend className="visually-hidden">{texts.deleteQuestion(name)}</legend>
      <Button variant="default" c="var(--unsure)" loading={busy} onClick={() => void confirm()}>
        {texts.deleteShort}
      </Button>
      <Button variant="default" autoFocus disabled={busy} onClick={keep}>
        {texts.keepShort}
      </Button>
    </fieldset>
  );
}
