import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/language';
import type { Listing } from './listing';

/** How far below what is seen the button acts by itself, so that a reader seldom waits. */
const AHEAD = '600px';

interface LoadMoreProps {
  state: Listing['state'];
  onMore: () => void;
}

/** Brings more drawings when it comes in sight; pressing it does so too, and tries again after a failure. */
export function LoadMore({ state, onMore }: LoadMoreProps) {
  const texts = useTexts().historyPage;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (state !== 'settled' || !button.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) onMore();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [state, onMore]);
  return (
    <Button ref={button} variant="default" loading={state === 'asking'} onClick={onMore} data-testid="more">
      {state === 'failed' ? texts.tryAgain : texts.more}
    </Button>
  );
}
