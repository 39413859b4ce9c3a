import { useRef } from 'react';
import type { ModelCard } from '../../api/types';
import { CopyButton } from '../../components/CopyButton';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { readable } from '../../i18n/readable';
import classes from './Making.module.css';

type Note = [name: string, value: unknown];

/** A part of the card with its names as people write them. */
function named(part: Record<string, unknown> | null | undefined): Note[] {
  return Object.entries(part ?? {}).map(([name, value]) => [readable(name), value]);
}

const HASH = /^[0-9a-f]{64}$/;

/** What the card says on one subject, name by name. */
function Notes({ title, notes }: { title: string; notes: Note[] }) {
  const texts = useTexts().modelsPage;
  const format = useFormats();
  return (
    <div>
      <h3 className={classes.title}>{title}</h3>
      {notes.length === 0 && <p className="muted small">{texts.noRecord}</p>}
      <dl className={classes.notes}>
        {notes.map(([name, value]) => (
          <div key={name} className={classes.note}>
            <dt className="muted">{name}</dt>
            <dd data-hash={HASH.test(String(value)) || undefined}>{format.value(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Command({ command }: { command: string }) {
  const texts = useTexts().modelsPage;
  const code = useRef<HTMLPreElement>(null);
  return (
    <div>
      <h3 className={classes.title}>{texts.command}</h3>
      <div className={classes.command}>
        <pre ref={code} className={classes.code}>
          {command}
        </pre>
        <CopyButton text={command} source={code} />
      </div>
    </div>
  );
}

/** How a model was made, so that it can be made again. */
export function Making({ card }: { card: ModelCard }) {
  const texts = useTexts().modelsPage;
  const origin: Note[] = [
    [texts.hash, card.sha256],
    [texts.licence, card.licence],
    [texts.commit, card.commit],
    ...named(card.software),
  ];
  return (
    <section className={`card ${classes.panel}`} aria-labelledby="making-title">
      <h2 id="making-title">{texts.making}</h2>
      {card.command && <Command command={card.command} />}
      <div className={classes.columns}>
        <Notes title={texts.recipe} notes={named(card.recipe)} />
        <Notes title={texts.data} notes={named(card.data)} />
        <Notes title={texts.origin} notes={origin.filter(([, value]) => value)} />
      </div>
    </section>
  );
}
