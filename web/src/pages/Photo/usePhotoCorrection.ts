import { useMemo } from 'react';
import { ApiError, correctDrawing, keepPhoto, type ReadOptions } from '../../api/client';
import type { Reading } from '../../api/types';
import type { Said } from '../../correction/said';
import { useTexts } from '../../i18n/language';

/** Tells the server what a photo says. With the first word its digits are kept; later ones are about the same. */
export function usePhotoCorrection(photo: File, options: ReadOptions, reading: Reading | null) {
  const { notKept } = useTexts().photoPage;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another reading has other digits
  return useMemo(() => {
    let kept: string | null = null;
    return async (said: Said) => {
      kept ??= (await keepPhoto(photo, options)).id ?? null;
      if (kept === null) throw new ApiError(200, 'not_kept', notKept);
      return correctDrawing(kept, said);
    };
  }, [photo, options, reading, notKept]);
}
