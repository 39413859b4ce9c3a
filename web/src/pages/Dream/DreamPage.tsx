import { fetchSpace, type Space } from '../../api/spaces';
import { type Answer, useAnswer } from '../../api/useAnswer';
import { ErrorNote, Notice } from '../../components/ErrorNote';
import { PageHeading } from '../../components/PageHeading';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/language';
import type { ModelChoice } from '../../inference/protocol';
import type { Pair } from '../../sketchpad/usePair';
import { type Look, useLook } from '../../spaces/useLook';
import classes from './DreamPage.module.css';
import { Morph } from './Morph';
import { MapSection } from './map/MapSection';
import { Samples } from './Samples';
import { ThroughCode } from './ThroughCode';

const askMap = () => fetchSpace('map');
const askVae = () => fetchSpace('vae');
const told = (answer: Answer<Space>) => (answer.state === 'answered' ? answer.value : null);

interface DreamPageProps {
  pair: Pair;
  /** The model that says which digits the pictures show. */
  choice: ModelChoice;
}

/** What variational autoencoders draw: a map of digits, drawings that go through a code, and digits by chance. */
export default function DreamPage({ pair, choice }: DreamPageProps) {
  const texts = useTexts().dreamPage;
  const plane = useAnswer(askMap);
  const space = useAnswer(askVae);
  const [first, second] = pair;
  const strokes = [first.sketch.strokes, second.sketch.strokes] as const;
  const looks: readonly [Look, Look] = [useLook('vae', strokes[0]), useLook('vae', strokes[1])];
  const onMap: readonly [Look, Look] = [useLook('map', strokes[0]), useLook('map', strokes[1])];
  const failed = [plane, space].find(({ state }) => state === 'failed');
  return (
    <div className={classes.page}>
      <PageHeading title={texts.title} intro={texts.intro} />
      {failed?.state === 'failed' && <ErrorNote error={failed.error} />}
      {looks.some((look) => look.failed) && <Notice>{texts.networkFailed}</Notice>}
      <MapSection
        choice={choice}
        means={told(plane)?.card.means ?? []}
        codes={onMap.map(({ output }) => output?.code ?? null)}
      />
      <Section
        name="code"
        title={texts.code.title}
        intro={texts.code.intro(String(told(space)?.card.latent ?? '…'))}
      >
        <ThroughCode pair={pair} looks={looks} onMap={onMap} space={told(space)} />
      </Section>
      <Section name="morph" title={texts.morph.title} intro={texts.morph.intro}>
        <Morph first={looks[0].output?.code ?? null} second={looks[1].output?.code ?? null} />
      </Section>
      <Section name="samples" title={texts.samples.title} intro={texts.samples.intro}>
        <Samples length={told(space)?.card.latent ?? null} />
      </Section>
    </div>
  );
}
