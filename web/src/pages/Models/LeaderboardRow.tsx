// biome-ignore-all lint/a11y/noRedundantRoles: on a phone the row is laid out as a card, and some browsers then forget that it is one of a table
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ModelRow } from '../../api/types';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { useKind } from '../../models/useKind';
import { Badges } from './Badges';
import { Known } from './Known';
import classes from './Leaderboard.module.css';
import type { Column } from './sorting';

function Accuracy({ model: { accuracy, errors, images } }: { model: ModelRow }) {
  const texts = useTexts().modelsPage;
  const format = useFormats();
  if (accuracy === null) return <span className="muted">{texts.untested}</span>;
  return (
    <>
      <span className={classes.accuracy}>{format.share(accuracy)}</span>
      {errors !== null && images !== null && (
        <span className="muted small">{texts.wrong(format.count(errors), format.count(images))}</span>
      )}
    </>
  );
}

function Fact({ column, children }: { column: Column; children: ReactNode }) {
  const label = useTexts().modelsPage.columns[column];
  return (
    <td role="cell" className={classes.fact} data-column={column}>
      {/* The column's name stands in each card; a table's reader says it without. */}
      <span className={classes.label} aria-hidden="true">
        {label}
      </span>
      {children}
    </td>
  );
}

interface LeaderboardRowProps {
  model: ModelRow;
  /** Whether the sketchpad uses it. */
  used: boolean;
  onUse: () => void;
}

export function LeaderboardRow({ model, used, onUse }: LeaderboardRowProps) {
  const texts = useTexts().modelsPage;
  const format = useFormats();
  const kind = useKind();
  return (
    <tr role="row" className={classes.row} data-used={used || undefined} data-testid="model-row">
      <td role="cell" className={classes.use}>
        <label className={classes.pick}>
          <input
            type="radio"
            name="sketchpad-model"
            aria-label={texts.useVersion(model.version)}
            checked={used}
            onChange={onUse}
          />
          <span className={classes.pickText} aria-hidden="true">
            {texts.use}
          </span>
        </label>
      </td>
      <th scope="row" role="rowheader" className={classes.model}>
        <span className={classes.title}>
          <Link href={`/models/${encodeURIComponent(model.version)}`} className={classes.open}>
            {kind(model.name).title}
          </Link>
          <Badges of={model} />
        </span>
        <span className={classes.version}>
          {model.version}
          {model.data && <span className={classes.data}>{model.data}</span>}
        </span>
      </th>
      <td role="cell" className={classes.score} data-column="accuracy">
        <Accuracy model={model} />
      </td>
      <Fact column="parameters">
        <Known value={model.parameters} as={format.count} />
      </Fact>
      <Fact column="bytes">
        <Known value={model.bytes} as={format.bytes} />
      </Fact>
      <Fact column="milliseconds">
        <Known value={model.milliseconds} as={format.milliseconds} />
      </Fact>
      <Fact column="minutes">
        <Known value={model.minutes} as={format.minutes} />
      </Fact>
    </tr>
  );
}
