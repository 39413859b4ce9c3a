import { NativeSelect } from '@mantine/core';
import { fetchModels } from '../../api/client';
import { SOURCES, type Source, type Subject } from '../../api/explore';
import { useAnswer } from '../../api/useAnswer';
import { useTexts } from '../../i18n/language';
import classes from './Choice.module.css';

interface ChoiceProps {
  subject: Subject;
  onSource: (source: Source) => void;
  onModel: (version: string) => void;
}

/** Which source is looked at, and which model is asked about it. */
export function Choice({ subject, onSource, onModel }: ChoiceProps) {
  const texts = useTexts().explorePage;
  const models = useAnswer(fetchModels);
  const list = models.state === 'answered' ? models.value : null;
  const others = list?.models.map(({ version }) => version).filter((version) => version !== list.champion);
  // An address may name a model that is gone; the server then says so.
  const versions = new Set([...(others ?? []), ...(subject.model ? [subject.model] : [])]);
  return (
    <div className={classes.choice}>
      <NativeSelect
        label={texts.source}
        data={SOURCES.map((value) => ({ value, label: texts.sources[value] }))}
        value={subject.source}
        data-testid="source"
        onChange={({ currentTarget }) => onSource(currentTarget.value as Source)}
      />
      <NativeSelect
        label={texts.model}
        data={[
          { value: '', label: texts.inUse(list?.champion ?? '…') },
          ...[...versions].map((value) => ({ value, label: value })),
        ]}
        value={subject.model}
        data-testid="model"
        onChange={({ currentTarget }) => onModel(currentTarget.value)}
      />
    </div>
  );
}
