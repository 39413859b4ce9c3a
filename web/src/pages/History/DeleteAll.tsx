import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { deleteDrawings, fetchDrawings } from '../../api/client';
import { useAnswer } from '../../api/useAnswer';
import { ErrorNote } from '../../components/ErrorNote';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import classes from './DeleteAll.module.css';

/** All of them, whatever the filters leave. */
const countAll = async () => (await fetchDrawings(new URLSearchParams({ limit: '1' }))).total ?? 0;

interface DialogProps {
  onClose: () => void;
  onDeleted: (count: number) => void;
}

/** Names the number before anything is deleted. */
function Dialog({ onClose, onDeleted }: DialogProps) {
  const texts = useTexts().historyPage;
  const format = useFormats();
  const dialog = useRef<HTMLDialogElement>(null);
  const count = useAnswer(countAll);
  const [deleting, setDeleting] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  useEffect(() => dialog.current?.showModal(), []);

  const confirm = async () => {
    setDeleting(true);
    setRefusal(null);
    try {
      const { deleted } = await deleteDrawings();
      dialog.current?.close();
      onDeleted(deleted);
    } catch (error) {
      setRefusal(error);
      setDeleting(false);
    }
  };

  const all = count.state === 'answered' ? texts.drawings(count.value, format.count(count.value)) : '…';
  const error = refusal ?? (count.state === 'failed' ? count.error : null);
  return (
    <dialog ref={dialog} className={classes.dialog} aria-labelledby="delete-all" onClose={onClose}>
      <h2 id="delete-all">{texts.deleteAllTitle(all)}</h2>
      <p>{texts.deleteAllWarning}</p>
      {error !== null && <ErrorNote error={error} />}
      <div className={classes.buttons}>
        <Button variant="default" autoFocus disabled={deleting} onClick={() => dialog.current?.close()}>
          {texts.cancel}
        </Button>
        <Button
          variant="default"
          c="var(--unsure)"
          disabled={count.state !== 'answered'}
          loading={deleting}
          onClick={() => void confirm()}
        >
          {texts.deleteAllOf(all)}
        </Button>
      </div>
    </dialog>
  );
}

export function DeleteAll({ onDeleted }: Pick<DialogProps, 'onDeleted'>) {
  const texts = useTexts().historyPage;
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" data-testid="delete-all" onClick={() => setOpen(true)}>
        {texts.deleteAll}
      </Button>
      {open && <Dialog onClose={() => setOpen(false)} onDeleted={onDeleted} />}
    </>
  );
}
