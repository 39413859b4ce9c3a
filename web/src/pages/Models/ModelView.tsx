import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { Link } from 'wouter';
import { fetchModel } from '../../api/client';
import type { ModelDetail, ModelList } from '../../api/types';
import { useAnswer } from '../../api/useAnswer';
import { ErrorNote } from '../../components/ErrorNote';
import { BackIcon, CheckIcon } from '../../components/icons';
import { PageHeading } from '../../components/PageHeading';
import { ConfusionMatrix } from '../../confusion/ConfusionMatrix';
import { useTexts } from '../../i18n/language';
import { useKind } from '../../models/useKind';
import { Badges } from './Badges';
import { Facts } from './Facts';
import { Making } from './Making';
import classes from './ModelView.module.css';

interface ModelViewProps {
  version: string;
  list: ModelList;
  /** Whether the sketchpad uses it. */
  used: boolean;
  onUse: (version: string) => void;
}

function Head({ version, list, used, onUse }: ModelViewProps) {
  const texts = useTexts().modelsPage;
  const kind = useKind();
  const row = list.models.find((model) => model.version === version);
  if (!row) return <PageHeading title={version} />;
  const { title, help } = kind(row.name);
  return (
    <>
      <PageHeading title={title} intro={help} />
      <div className={classes.head}>
        <span className={classes.version}>{version}</span>
        <Badges of={row} />
        <Button
          variant={used ? 'light' : 'filled'}
          leftSection={used && <CheckIcon />}
          onClick={() => onUse(version)}
        >
          {used ? texts.usedHere : texts.use}
        </Button>
      </div>
    </>
  );
}

function Card({ model }: { model: ModelDetail }) {
  const matrix = model.card.test?.confusion_matrix;
  return (
    <div className={classes.grid}>
      <Facts model={model} />
      {matrix && matrix.length > 0 && <ConfusionMatrix matrix={matrix} />}
      <Making card={model.card} />
    </div>
  );
}

/** One model: what it can do and how it was made. */
export function ModelView(props: ModelViewProps) {
  const texts = useTexts();
  const { version } = props;
  const answer = useAnswer(useCallback(() => fetchModel(version), [version]));
  return (
    <>
      <Link href="/models" className={classes.back}>
        <BackIcon />
        {texts.modelsPage.back}
      </Link>
      <Head {...props} />
      {answer.state === 'asking' && <p className="muted">{texts.loading}</p>}
      {answer.state === 'failed' && <ErrorNote error={answer.error} />}
      {answer.state === 'answered' && <Card model={answer.value} />}
    </>
  );
}
