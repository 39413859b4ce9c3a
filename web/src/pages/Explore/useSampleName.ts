import type { Sample } from '../../api/explore';
import { useFormats } from '../../i18n/formats';
import { usePercent, useTexts } from '../../i18n/language';

/** "Image 7,042, a 4, read as 9, 97 % sure". */
export function useSampleName(): (sample: Sample) => string {
  const texts = useTexts().explorePage.sample;
  const { count } = useFormats();
  const percent = usePercent();
  return ({ index, label, answer, confidence }) =>
    texts.read(label, count(index), String(answer), percent(confidence));
}
