import { type CSSProperties, type KeyboardEvent, memo, useCallback, useRef } from 'react';
import type { KeptDrawing } from '../../api/types';
import { useTexts } from '../../i18n/language';
import classes from './DrawingList.module.css';
import { DrawingRow } from './DrawingRow';
import type { Listing } from './listing';

interface PartProps {
  items: readonly KeptDrawing[];
  onDeleted: (id: string, row: HTMLLIElement) => void;
  onRefused: () => void;
}

/** The drawings of one answer. What is out of sight is skipped part by part: row by row would be slow. */
const Part = memo(function Part({ items, onDeleted, onRefused }: PartProps) {
  return (
    <ul className={classes.part} style={{ '--rows': items.length } as CSSProperties}>
      {items.map((drawing) => (
        <DrawingRow key={drawing.id} drawing={drawing} onDeleted={onDeleted} onRefused={onRefused} />
      ))}
    </ul>
  );
});

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** From the digits of one drawing to those of the next: many are checked with the keys alone. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  const toolbar = event.target instanceof Element && event.target.closest('[role="toolbar"]');
  if (!step || !toolbar) return;
  event.preventDefault();
  const toolbars = [...event.currentTarget.querySelectorAll('[role="toolbar"]')];
  const next = toolbars[toolbars.indexOf(toolbar) + step];
  next?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
}

interface DrawingListProps {
  listing: Listing;
  onDeleted: (id: string) => void;
  onRefused: () => void;
}

export function DrawingList({ listing: { pages, state }, onDeleted, onRefused }: DrawingListProps) {
  const texts = useTexts().historyPage;
  const list = useRef<HTMLElement>(null);
  const forget = useCallback(
    (id: string, row: HTMLLIElement) => {
      // Who deletes with the keyboard goes on with the next one, or with the one before the last.
      const rows = [...(list.current?.querySelectorAll('li') ?? [])];
      const at = rows.indexOf(row);
      const next = rows[at + 1] ?? rows[at - 1];
      onDeleted(id);
      next?.querySelector<HTMLElement>('[data-delete]')?.focus();
    },
    [onDeleted],
  );
  return (
    <section
      ref={list}
      className={`card ${classes.list}`}
      aria-label={texts.title}
      aria-busy={state === 'asking'}
      onKeyDown={walk}
      data-testid="drawings"
    >
      {pages.map((items, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: answers are only ever added at the end
        <Part key={index} items={items} onDeleted={forget} onRefused={onRefused} />
      ))}
    </section>
  );
}
