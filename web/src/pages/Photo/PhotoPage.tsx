import { useEffect, useState } from 'react';
import { fetchParameters, type ReadOptions } from '../../api/client';
import type { ParameterTable, Reading } from '../../api/types';
import { ErrorNote } from '../../components/ErrorNote';
import { PageHeading } from '../../components/PageHeading';
import { useTexts } from '../../i18n/language';
import { Crops } from './Crops';
import classes from './PhotoPage.module.css';
import { PhotoSource } from './PhotoSource';
import { PhotoView } from './PhotoView';
import { ReadingPanel } from './ReadingPanel';
import { Stages } from './Stages';
import { DEFAULTS } from './settings';
import { usePhotoCorrection } from './usePhotoCorrection';
import { useReading } from './useReading';

/** The knobs, asked for with each new photo until they are there. */
function useParameters(photo: File | null): ParameterTable | null {
  const [table, setTable] = useState<ParameterTable | null>(null);
  const wanted = photo !== null && table === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another photo is another try
  useEffect(() => {
    // Without the knobs the photo is still read, and the reading says what is wrong with the server.
    if (wanted) fetchParameters().then(setTable, () => undefined);
  }, [wanted, photo]);
  return table;
}

interface ResultProps {
  photo: File;
  options: ReadOptions;
  reading: Reading | null;
  busy: boolean;
}

/** The photo and, beside it, its text. */
function Result({ photo, options, reading, busy }: ResultProps) {
  const say = usePhotoCorrection(photo, options, reading);
  return (
    <div className={classes.result}>
      <PhotoView photo={photo} reading={reading} />
      <ReadingPanel reading={reading} busy={busy} onSay={say} />
    </div>
  );
}

interface PhotoPageProps {
  photo: File | null;
  onPhoto: (photo: File) => void;
}

export default function PhotoPage({ photo, onPhoto }: PhotoPageProps) {
  const texts = useTexts().photoPage;
  const [options, setOptions] = useState(DEFAULTS);
  const table = useParameters(photo);
  const { reading, error, busy } = useReading(photo, options);
  return (
    <>
      <PageHeading title={texts.title} intro={texts.intro} />
      <div className={classes.page}>
        <PhotoSource small={photo !== null} onPhoto={onPhoto} />
        {error !== null && <ErrorNote error={error} />}
        {photo && (reading || error === null) && (
          <Result photo={photo} options={options} reading={reading} busy={busy} />
        )}
        {reading && <Crops digits={reading.digits} />}
        {reading && table && (
          <Stages reading={reading} busy={busy} table={table} options={options} onChange={setOptions} />
        )}
      </div>
    </>
  );
}
