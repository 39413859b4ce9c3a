import type { ReactNode } from 'react';
import { type Monitored, OUTCOMES } from '../../api/monitor';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import page from './MonitorPage.module.css';
import classes from './Tables.module.css';

interface TableProps {
  title: string;
  head: readonly string[];
  rows: readonly (readonly [string, ...string[]])[];
  children?: ReactNode;
}

function Table({ title, head, rows, children }: TableProps) {
  return (
    <section className={`card ${page.panel}`}>
      <h2>{title}</h2>
      {children}
      {rows.length > 0 && (
        <table className={classes.table} aria-label={title}>
          <thead>
            <tr>
              {head.map((text) => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((text, place) => (
                  <td key={head[place + 1]}>{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** What came of the readings, by the way in; ways that nobody used are left out. */
export function Readings({ doors }: Pick<Monitored, 'doors'>) {
  const texts = useTexts().monitorPage;
  const format = useFormats();
  const used = doors.filter((door) => OUTCOMES.some((outcome) => door[outcome] > 0));
  const head = [texts.door, ...OUTCOMES.map((outcome) => texts.outcomes[outcome])];
  return (
    <Table
      title={texts.readings}
      head={head}
      rows={used.map((door) => [
        texts.doors[door.name],
        ...OUTCOMES.map((outcome) => format.count(door[outcome])),
      ])}
    >
      {used.length === 0 && <p className="muted">{texts.nothingRead}</p>}
    </Table>
  );
}

/** How long each stage takes. */
export function Times({ stages }: Pick<Monitored, 'stages'>) {
  const texts = useTexts().monitorPage;
  const format = useFormats();
  return (
    <Table
      title={texts.times}
      head={[texts.stage, texts.median, texts.most]}
      rows={stages.map((stage) => [
        texts.stages[stage.name],
        format.milliseconds(stage.median),
        format.milliseconds(stage.most),
      ])}
    >
      {stages.length === 0 && <p className="muted">{texts.nothingRead}</p>}
    </Table>
  );
}
