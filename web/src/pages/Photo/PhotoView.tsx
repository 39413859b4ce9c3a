import { useElementSize } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { Digit, Reading } from '../../api/types';
import { useTexts } from '../../i18n/language';
import { DigitBox } from './DigitBox';
import { DigitCard } from './DigitCard';
import { MarkBox } from './MarkBox';
import classes from './PhotoView.module.css';

/** A URL for the file as long as it is shown; the browser turns the photo upright by itself. */
function useObjectUrl(file: File): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}

interface BoxesProps {
  reading: Reading;
  /** Pixels of the photo in one CSS pixel. */
  scale: number;
  onActive: (digit: Digit | null) => void;
}

function Boxes({ reading, scale, onActive }: BoxesProps) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: each box has its own name, and a title would cover them
    <svg className={classes.overlay} viewBox={`0 0 ${reading.width} ${reading.height}`}>
      {reading.marks.map((mark) => (
        <MarkBox key={mark.box.join()} mark={mark} scale={scale} />
      ))}
      {reading.digits.map((digit) => (
        <DigitBox key={digit.box.join()} digit={digit} scale={scale} onActive={onActive} />
      ))}
    </svg>
  );
}

/** A photo of a kind that this browser cannot show is shown as the server decoded it. */
function usePicture(file: File, reading: Reading | null): { src: string | undefined; onError: () => void } {
  const url = useObjectUrl(file);
  const [failed, setFailed] = useState<string>();
  const src = url === failed ? reading?.stages[0]?.image : url;
  return { src, onError: () => setFailed(url) };
}

/** The photo with a box around every digit that was found, and around every mark. */
export function PhotoView({ photo, reading }: { photo: File; reading: Reading | null }) {
  const texts = useTexts().photoPage;
  const picture = usePicture(photo, reading);
  const { ref, width } = useElementSize<HTMLImageElement>();
  const [active, setActive] = useState<Digit | null>(null);
  // A new reading has new digits: the card of one that is gone goes with it.
  const shown = active && reading?.digits.includes(active) ? active : null;
  return (
    <figure className={classes.figure}>
      <div className={classes.frame}>
        {picture.src && <img ref={ref} {...picture} alt={texts.picture} className={classes.photo} />}
        {reading && width > 0 && (
          <Boxes reading={reading} scale={reading.width / width} onActive={setActive} />
        )}
        {reading && shown && <DigitCard digit={shown} width={reading.width} height={reading.height} />}
      </div>
    </figure>
  );
}
