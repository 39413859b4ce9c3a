import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Digit, Reading, Stage } from '../../api/types';
import { useTexts } from '../../i18n/language';
import classes from './StagePicture.module.css';

/** The step that ends in many small pictures instead of one. */
const CROPS = 'crops';

interface EnlargedProps {
  stage: Stage;
  title: string;
  onClose: () => void;
}

/** The picture at its full size; it goes on changing with the settings. */
function Enlarged({ stage, title, onClose }: EnlargedProps) {
  const texts = useTexts().photoPage;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className={classes.dialog} aria-label={title} onClose={onClose}>
      <div className={classes.head}>
        <span>{title}</span>
        <Button variant="default" onClick={() => dialog.current?.close()}>
          {texts.close}
        </Button>
      </div>
      <img src={stage.image} alt={title} width={stage.width} height={stage.height} className={classes.full} />
    </dialog>
  );
}

function Picture({ stage, title }: { stage: Stage; title: string }) {
  const texts = useTexts().photoPage;
  const [enlarged, setEnlarged] = useState(false);
  const { image, width, height } = stage;
  return (
    <>
      <button
        type="button"
        className={classes.enlarge}
        aria-label={texts.enlarge(title)}
        onClick={() => setEnlarged(true)}
      >
        <img src={image} alt={title} width={width} height={height} className={classes.image} />
      </button>
      {enlarged && <Enlarged stage={stage} title={title} onClose={() => setEnlarged(false)} />}
    </>
  );
}

function CropSheet({ digits }: { digits: readonly Digit[] }) {
  return (
    <div className={classes.sheet}>
      {digits.map(({ box, crop }) => (
        <img key={box.join()} src={crop} alt="" width="28" height="28" className="pixels" />
      ))}
    </div>
  );
}

interface StagePictureProps {
  name: string;
  title: string;
  reading: Reading;
}

/** What a step made of the picture, if the settings use it. */
export function StagePicture({ name, title, reading }: StagePictureProps) {
  const texts = useTexts().photoPage;
  const stage = reading.stages.find((other) => other.name === name);
  if (stage) return <Picture stage={stage} title={title} />;
  if (name === CROPS) return <CropSheet digits={reading.digits} />;
  return <p className={`muted small ${classes.unused}`}>{texts.stageUnused}</p>;
}
