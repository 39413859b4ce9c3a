import { useMemo, useState } from 'react';
import { Notice } from '../../../components/ErrorNote';
import { Section } from '../../../components/Section';
import { useTexts } from '../../../i18n/language';
import type { Code, ModelChoice } from '../../../inference/protocol';
import { codeAt, type Place, placeOf } from '../../../spaces/codes';
import { greysOf } from '../../../spaces/picture';
import { useDrawn } from '../../../spaces/useDrawn';
import { Dreamt } from './Dreamt';
import classes from './MapSection.module.css';
import { Plane } from './Plane';

const MIDDLE: Place = [0.5, 0.5];

interface MapSectionProps {
  choice: ModelChoice;
  /** Where the training digits lie on average, a code for each digit. */
  means: readonly Code[];
  /** Where the two drawings lie; null for one that is not drawn. */
  codes: readonly (Code | null)[];
}

/** The plane of codes: wherever one goes, the digit that the decoder draws there. */
export function MapSection({ choice, means, codes }: MapSectionProps) {
  const texts = useTexts().dreamPage.map;
  const [place, go] = useState(MIDDLE);
  const wanted = useMemo(() => [codeAt(place)], [place]);
  const { pictures, failed } = useDrawn('map', wanted);
  const drawn = pictures?.[0];
  const picture = useMemo(() => drawn && greysOf(drawn), [drawn]);
  const labels = useMemo(() => means.map(placeOf), [means]);
  const marks = useMemo(() => codes.map((code) => code && placeOf(code)), [codes]);
  return (
    <Section name="map" title={texts.title} intro={texts.intro}>
      {failed && <Notice>{texts.failed}</Notice>}
      <div className={classes.map}>
        <Plane place={place} onPlace={go} labels={labels} marks={marks} choice={choice} />
        <Dreamt picture={picture ?? null} place={place} choice={choice} labels={labels} onPlace={go} />
      </div>
    </Section>
  );
}
