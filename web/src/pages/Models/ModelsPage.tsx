import { useState } from 'react';
import { fetchModels } from '../../api/client';
import { useAnswer } from '../../api/useAnswer';
import { ErrorNote } from '../../components/ErrorNote';
import { PageHeading } from '../../components/PageHeading';
import { useTexts } from '../../i18n/language';
import type { ModelChoice } from '../../inference/protocol';
import { choiceOf, inForce } from '../../models/choice';
import { Leaderboard } from './Leaderboard';
import classes from './ModelsPage.module.css';
import { ModelView } from './ModelView';
import { SketchpadNote } from './SketchpadNote';
import { DEFAULT_ORDER } from './sorting';

interface ModelsPageProps {
  /** The model to show; all of them without one. */
  version: string | undefined;
  choice: ModelChoice;
  onChoose: (choice: ModelChoice) => void;
}

/** The leaderboard, or one model of it. */
export default function ModelsPage({ version, choice, onChoose }: ModelsPageProps) {
  const texts = useTexts();
  const [order, setOrder] = useState(DEFAULT_ORDER);
  const answer = useAnswer(fetchModels);
  const list = answer.state === 'answered' ? answer.value : null;
  const used = list && inForce(choice, list);
  const use = (chosen: string) => list && onChoose(choiceOf(chosen, list));
  if (list && version !== undefined)
    return <ModelView key={version} version={version} list={list} used={used === version} onUse={use} />;
  return (
    <>
      <PageHeading title={texts.modelsPage.title} intro={texts.modelsPage.intro} />
      {answer.state === 'asking' && <p className="muted">{texts.loading}</p>}
      {answer.state === 'failed' && <ErrorNote error={answer.error} />}
      {list && used && (
        <div className={classes.page}>
          <SketchpadNote list={list} choice={choice} used={used} />
          <Leaderboard models={list.models} used={used} onUse={use} order={order} onOrder={setOrder} />
          <p className={`muted small ${classes.notes}`}>{texts.modelsPage.notes}</p>
        </div>
      )}
    </>
  );
}
