import { isOneDigit, type Said } from './said';
import { Taps } from './Taps';
import { WrittenNumber } from './WrittenNumber';

export interface CorrectionProps {
  /** What was read. */
  read: string;
  said: Said;
  onSay: (said: Said) => void;
}

/** Where a person says what a drawing is: one tap for a digit, a field for a number. */
export function Correction(props: CorrectionProps) {
  return isOneDigit(props.read) ? <Taps {...props} /> : <WrittenNumber {...props} />;
}
