import { lazy, Suspense, useEffect, useReducer, useRef, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import classes from './App.module.css';
import { type ServerState, useHealth } from './api/useHealth';
import { Header } from './components/Header';
import { PageHeading } from './components/PageHeading';
import { useTexts } from './i18n/language';
import { useModelChoice } from './models/choice';
import { DrawPage } from './pages/Draw/DrawPage';
import { EMPTY, step } from './sketchpad/sketch';
import { usePair } from './sketchpad/usePair';

const PhotoPage = lazy(() => import('./pages/Photo/PhotoPage'));
const HistoryPage = lazy(() => import('./pages/History/HistoryPage'));
const ModelsPage = lazy(() => import('./pages/Models/ModelsPage'));
const MonitorPage = lazy(() => import('./pages/Monitor/MonitorPage'));
const ExplorePage = lazy(() => import('./pages/Explore/ExplorePage'));
const ComparePage = lazy(() => import('./pages/Compare/ComparePage'));
const DreamPage = lazy(() => import('./pages/Dream/DreamPage'));

/** Begins each other page at its top, for eyes and for screen readers, as a browser does when it loads one. */
function usePageStart() {
  const main = useRef<HTMLElement>(null);
  const [location] = useLocation();
  const last = useRef(location);
  useEffect(() => {
    if (last.current === location) return;
    last.current = location;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [location]);
  return main;
}

function Footer({ health }: Pick<ServerState, 'health'>) {
  const texts = useTexts();
  return (
    <footer className={classes.footer}>
      <p className="muted small">
        {health ? `Numerals ${health.version} · ${health.model}` : 'Numerals'} ·{' '}
        <a href="/captcha/demo">{texts.captcha}</a>
      </p>
    </footer>
  );
}

export function App() {
  const texts = useTexts();
  const server = useHealth();
  // Kept here, so that neither drawings nor the photo are lost by looking at another page.
  const [sketch, dispatch] = useReducer(step, EMPTY);
  const pair = usePair();
  const [photo, setPhoto] = useState<File | null>(null);
  const [choice, choose] = useModelChoice();
  const main = usePageStart();
  return (
    <div className={classes.app}>
      <a href="#content" className={classes.skip}>
        {texts.skipToContent}
      </a>
      <Header />
      <main ref={main} id="content" tabIndex={-1} className={classes.main}>
        <Suspense fallback={<p className="muted">{texts.loading}</p>}>
          <Switch>
            <Route path="/">
              <DrawPage server={server} choice={choice} sketch={sketch} dispatch={dispatch} />
            </Route>
            <Route path="/photo">
              <PhotoPage photo={photo} onPhoto={setPhoto} />
            </Route>
            <Route path="/models/:version?">
              {({ version }) => <ModelsPage version={version} choice={choice} onChoose={choose} />}
            </Route>
            <Route path="/explore">
              <ExplorePage />
            </Route>
            <Route path="/compare">
              <ComparePage pair={pair} />
            </Route>
            <Route path="/dream">
              <DreamPage pair={pair} choice={choice} />
            </Route>
            <Route path="/monitor">
              <MonitorPage />
            </Route>
            <Route path="/history">
              <HistoryPage server={server} />
            </Route>
            <Route>
              <PageHeading title="404" intro={texts.notFound} />
            </Route>
          </Switch>
        </Suspense>
      </main>
      <Footer health={server.health} />
    </div>
  );
}
