import type { Judged } from '../api/types';
import { usePercent, useTexts } from '../i18n/language';
import { confidenceOf } from './number';

/** Says how sure a number is: of all its digits, or how many of them are unreadable. */
export function useSureness(): (digits: readonly Judged[]) => string {
  const { digit } = useTexts();
  const percent = usePercent();
  return (digits) => {
    const unreadable = digits.filter(({ value }) => value === null).length;
    return unreadable > 0 ? digit.unreadableCount(unreadable) : digit.sure(percent(confidenceOf(digits)));
  };
}
