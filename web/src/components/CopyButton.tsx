import { Button } from '@mantine/core';
import { type RefObject, useState } from 'react';
import { useTexts } from '../i18n/language';
import { CheckIcon, CopyIcon } from './icons';

type Copied = 'copy' | 'copied' | 'selected';

/** Milliseconds for which the button says what it did. */
const SAY_FOR = 2000;

/** Copies a text that stands on the page in `source`. */
export function CopyButton({ text, source }: { text: string; source: RefObject<HTMLElement | null> }) {
  const texts = useTexts().clipboard;
  const [copied, setCopied] = useState<Copied>('copy');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied('copied');
    } catch {
      // Without HTTPS there is no clipboard to write to: the text is selected for the reader to copy.
      if (source.current) getSelection()?.selectAllChildren(source.current);
      setCopied('selected');
    }
    setTimeout(() => setCopied('copy'), SAY_FOR);
  };
  return (
    <Button variant="default" leftSection={copied === 'copied' ? <CheckIcon /> : <CopyIcon />} onClick={copy}>
      {texts[copied]}
    </Button>
  );
}
