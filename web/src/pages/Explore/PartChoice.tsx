import { NativeSelect } from '@mantine/core';
import type { Part } from '../../api/explore';
import { useTexts } from '../../i18n/language';
import { useExploring } from './context';

const PARTS = ['test', 'train'] as const;

interface PartChoiceProps {
  /** undefined is all of them. */
  part: Part | undefined;
  onPart: (part: Part | undefined) => void;
}

/** Chooses between the parts that the source has; nothing where it has but one. */
export function PartChoice({ part, onPart }: PartChoiceProps) {
  const texts = useTexts().explorePage;
  const { shares } = useExploring().atlas.statistics.balance;
  if (!PARTS.every((one) => shares[one])) return null;
  return (
    <NativeSelect
      label={texts.part}
      data={[
        ...PARTS.map((value) => ({ value: value as string, label: texts.parts[value] })),
        { value: '', label: texts.parts.all },
      ]}
      value={part ?? ''}
      data-testid="part"
      onChange={({ currentTarget }) => onPart((currentTarget.value || undefined) as Part | undefined)}
    />
  );
}
