import { useEffect, useState } from 'react';
import { inkReader } from '../../../inference/client';
import type { ModelChoice } from '../../../inference/protocol';
import { codeAt, lattice } from '../../../spaces/codes';
import { greysOf } from '../../../spaces/picture';
import { type Mosaic, SIDE } from './mosaic';

/** Digits that are read at a time, so that what a person asks for meanwhile never waits long. */
const SOME = 4;

/** The digits all over the map, and as soon as they are read, what they are. */
export function useMosaic(choice: ModelChoice): Mosaic | null {
  const [mosaic, setMosaic] = useState<Mosaic | null>(null);
  useEffect(() => {
    let dropped = false;
    const make = async () => {
      const pictures = (await inkReader.draw('map', lattice(SIDE).map(codeAt))).map(greysOf);
      if (dropped) return;
      setMosaic({ pictures, digits: [] });
      const digits: (number | null)[] = [];
      for (let start = 0; start < pictures.length; start += SOME) {
        const read = await inkReader.name(choice, pictures.slice(start, start + SOME));
        if (dropped) return;
        digits.push(...read.map(({ value }) => value));
      }
      setMosaic({ pictures, digits });
    };
    // Without a decoder the page says so; without a model the map stays in one colour.
    make().catch(() => {});
    return () => {
      dropped = true;
    };
  }, [choice]);
  return mosaic;
}
