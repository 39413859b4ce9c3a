import { useMemo } from 'react';
import type { SampleQuery } from '../../api/explore';
import { Section } from '../../components/Section';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { useExploring } from './context';
import { Gallery } from './Gallery';

/** Which labels are probably wrong, the most suspect first. */
export function Doubts() {
  const page = useTexts().explorePage;
  const texts = page.doubts;
  const format = useFormats();
  const { atlas, digit } = useExploring();
  const { agree, images, share } = atlas.statistics.doubts;
  const query = useMemo<SampleQuery>(
    () => ({ digit: digit ?? undefined, doubtful: true, order: 'suspect' }),
    [digit],
  );
  return (
    <Section name="doubts" title={texts.title} intro={texts.intro}>
      <p>
        {texts.sentence(format.share(agree), page.images(images, format.count(images)), format.share(share))}
      </p>
      <Gallery query={query} some={24} caption={({ label, guess }) => texts.rather(label, guess ?? label)} />
    </Section>
  );
}
