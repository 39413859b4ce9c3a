/** What may explain a model's answer. */
import type { SampleDetail } from '../../api/explore';

export type Reason =
  | { kind: 'doubtful'; guess: number }
  /** So many of the most alike training images are of a digit. */
  | { kind: 'votes'; count: number; of: number; digit: number }
  | { kind: 'unreadable'; threshold: number };

type Asked = Pick<SampleDetail, 'label' | 'answer' | 'confidence' | 'guess'> & {
  alike: readonly { label: number }[];
};

export function reasonsFor(
  { label, answer, confidence, guess, alike }: Asked,
  threshold: number | null,
): Reason[] {
  const reasons: Reason[] = [];
  if (guess !== null) reasons.push({ kind: 'doubtful', guess });
  for (const digit of alike.length > 0 ? new Set([answer, label]) : []) {
    const count = alike.filter((one) => one.label === digit).length;
    reasons.push({ kind: 'votes', count, of: alike.length, digit });
  }
  if (threshold !== null && confidence < threshold) reasons.push({ kind: 'unreadable', threshold });
  return reasons;
}
