import { useFormats } from '../i18n/formats';
import { useTexts } from '../i18n/language';
import type { Confusion } from './confusion';

interface ConfusionTexts {
  /** "3 times". */
  times: (count: number) => string;
  /** "4 was read as 9: 3 times of 982 (0.31%)". */
  sentence: (cell: Confusion) => string;
}

export function useConfusionTexts(): ConfusionTexts {
  const texts = useTexts().modelsPage;
  const format = useFormats();
  const times = (count: number) => texts.times(format.count(count), count !== 1);
  const sentence = ({ row, column, count, of, right }: Confusion) => {
    if (count === 0) return texts.cellNever(row, column);
    const [total, share] = [format.count(of), format.share(count / of)];
    return right
      ? texts.cellRight(row, times(count), total, share)
      : texts.cellWrong(row, column, times(count), total, share);
  };
  return { times, sentence };
}
