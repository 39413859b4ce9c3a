import { Button } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { ServerState } from '../../api/useHealth';
import { ErrorNote, Notice } from '../../components/ErrorNote';
import { PageHeading } from '../../components/PageHeading';
import { useFormats } from '../../i18n/formats';
import { useTexts } from '../../i18n/language';
import { DeleteAll } from './DeleteAll';
import { Downloads } from './Downloads';
import { DrawingList } from './DrawingList';
import { FilterBar } from './FilterBar';
import { filtersOf } from './filters';
import classes from './HistoryPage.module.css';
import { LoadMore } from './LoadMore';
import type { Listing } from './listing';
import { useDrawings } from './useDrawings';

/** Why nothing is being kept, where that is so. */
function KeepingNotice({ health }: Pick<ServerState, 'health'>) {
  const texts = useTexts();
  if (!health || health.keeping) return null;
  return <Notice>{health.status === 'ok' ? texts.historyPage.keepingOff : texts.keepingAway}</Notice>;
}

interface CountProps {
  /** How many were just deleted, if they were. */
  deleted: number | null;
  total: number | null;
  filtered: boolean;
}

function Count({ deleted, total, filtered }: CountProps) {
  const texts = useTexts().historyPage;
  const { count } = useFormats();
  const found = filtered ? texts.matching : texts.drawings;
  return (
    <p role="status" className={classes.count} data-testid="count">
      {deleted !== null && `${texts.deleted(deleted, count(deleted))} `}
      {total !== null && found(total, count(total))}
    </p>
  );
}

interface EmptyProps {
  filtered: boolean;
  onClear: () => void;
}

/** Says what to do where nothing is shown. */
function Empty({ filtered, onClear }: EmptyProps) {
  const texts = useTexts().historyPage;
  return (
    <div className={`card ${classes.empty}`} data-testid="empty">
      <p>{filtered ? texts.nothingMatches : texts.nothingKept}</p>
      {filtered ? (
        <Button variant="default" onClick={onClear}>
          {texts.clearFilters}
        </Button>
      ) : (
        <Link href="/" className={classes.link}>
          {texts.toSketchpad}
        </Link>
      )}
    </div>
  );
}

/** The names of pages among the drawings. */
function usePageNames({ pages }: Listing): string[] {
  return useMemo(() => {
    const names = new Set(['draw', ...pages.flat().map(({ page }) => page)]);
    names.delete('');
    return [...names].sort();
  }, [pages]);
}

/** Asks again for what failed once the database is back. */
function useReturn({ health }: ServerState, { state }: Listing, again: () => void): void {
  const well = health?.status === 'ok';
  const failed = useRef(false);
  useEffect(() => {
    failed.current = state === 'failed';
  }, [state]);
  useEffect(() => {
    if (well && failed.current) again();
  }, [well, again]);
}

/** All drawings that the server has kept, newest first. */
export default function HistoryPage({ server }: { server: ServerState }) {
  const texts = useTexts().historyPage;
  const [query, setQuery] = useSearchParams();
  const filters = filtersOf(query);
  const { listing, again, more, forget } = useDrawings(filters.toString(), server.refresh);
  const [deleted, setDeleted] = useState<number | null>(null);
  const pageNames = usePageNames(listing);
  useReturn(server, listing, again);

  const { state, pages, next, total, error } = listing;
  const some = pages.some(({ length }) => length > 0);
  const filtered = filters.size > 0;
  const none = state === 'settled' && !some && next === null;
  // Nothing to filter, to take away or to delete.
  const bare = none && !filtered;
  const clear = () => setQuery(new URLSearchParams());
  const onAllDeleted = useCallback(
    (count: number) => {
      setDeleted(count);
      again();
    },
    [again],
  );

  return (
    <>
      <PageHeading title={texts.title} intro={texts.intro} />
      <div className={classes.page}>
        <KeepingNotice health={server.health} />
        {!bare && <FilterBar filters={filters} pages={pageNames} onChange={setQuery} />}
        <div className={classes.bar}>
          <Count deleted={deleted} total={bare ? null : total} filtered={filtered} />
          {filtered && !none && (
            <Button variant="subtle" onClick={clear}>
              {texts.clearFilters}
            </Button>
          )}
          {some && (
            <div className={classes.actions}>
              <Downloads filters={filters} />
              <DeleteAll onDeleted={onAllDeleted} />
            </div>
          )}
        </div>
        {some && <DrawingList listing={listing} onDeleted={forget} onRefused={server.refresh} />}
        {none && (filtered || server.health?.keeping !== false) && (
          <Empty filtered={filtered} onClear={clear} />
        )}
        {error !== null && <ErrorNote error={error} />}
        {(next !== null || state === 'failed') && (
          <div className={classes.more}>
            <LoadMore state={state} onMore={more} />
          </div>
        )}
      </div>
    </>
  );
}
