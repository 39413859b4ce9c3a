import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { ResetIcon } from '../../components/icons';
import { PixelPicture } from '../../components/PixelPicture';
import { useTexts } from '../../i18n/language';
import type { Code } from '../../inference/protocol';
import { randomCode } from '../../spaces/codes';
import { greysOf } from '../../spaces/picture';
import { useDrawn } from '../../spaces/useDrawn';
import classes from './Samples.module.css';

const COUNT = 24;
const some = (length: number): Code[] => Array.from({ length: COUNT }, () => randomCode(length));

/** Digits of codes drawn at random; `length` is that of a code, null until it is known. */
export function Samples({ length }: { length: number | null }) {
  const texts = useTexts().dreamPage.samples;
  const [codes, setCodes] = useState<Code[] | null>(null);
  useEffect(() => {
    if (length !== null) setCodes(some(length));
  }, [length]);
  const { pictures } = useDrawn('vae', codes);
  return (
    <div className={classes.samples}>
      <div className={classes.sheet} role="img" aria-label={texts.label(COUNT)} data-testid="samples-sheet">
        {pictures?.map((picture, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pictures have nothing else to be known by
          <PixelPicture key={index} pixels={greysOf(picture)} />
        ))}
      </div>
      <Button
        variant="default"
        leftSection={<ResetIcon />}
        disabled={length === null}
        onClick={() => length !== null && setCodes(some(length))}
      >
        {texts.others}
      </Button>
    </div>
  );
}
