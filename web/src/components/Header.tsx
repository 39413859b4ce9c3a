import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { Link, useRoute } from 'wouter';
import { useTexts } from '../i18n/language';
import icon from '../icon.svg';
import classes from './Header.module.css';
import { CloseIcon, MenuIcon } from './icons';
import { LanguageSwitch } from './LanguageSwitch';
import { SchemeSwitch } from './SchemeSwitch';

interface PageLinkProps {
  href: string;
  /** The addresses at which one is on this page; by default only `href`. */
  route?: string;
  onClick: () => void;
  children: string;
}

function PageLink({ href, route = href, onClick, children }: PageLinkProps) {
  const [here] = useRoute(route);
  return (
    <Link href={href} className={classes.link} aria-current={here ? 'page' : undefined} onClick={onClick}>
      {children}
    </Link>
  );
}

/** Whether the pages are shown on a narrow screen; choosing one closes them, and so does Escape. */
function useMenu() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !open) return;
    setOpen(false);
    button.current?.focus();
  };
  return { open, toggle: () => setOpen(!open), close: () => setOpen(false), button, onKeyDown };
}

export function Header() {
  const texts = useTexts();
  const menu = useMenu();
  const linksId = useId();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: listens to a key that is pressed on what is inside it
    <header className={classes.header} onKeyDown={menu.onKeyDown}>
      <div className={classes.inner}>
        <Link href="/" className={classes.brand} aria-label="Numerals">
          <img src={icon} alt="" width="28" height="28" />
          <span className={classes.name}>Numerals</span>
        </Link>
        <button
          ref={menu.button}
          type="button"
          className={classes.menu}
          aria-label={texts.menu}
          aria-expanded={menu.open}
          aria-controls={linksId}
          onClick={menu.toggle}
        >
          {menu.open ? <CloseIcon /> : <MenuIcon />}
        </button>
        <nav
          id={linksId}
          aria-label={texts.navigation}
          className={classes.links}
          data-open={menu.open || undefined}
        >
          <PageLink href="/" onClick={menu.close}>
            {texts.draw}
          </PageLink>
          <PageLink href="/photo" onClick={menu.close}>
            {texts.photo}
          </PageLink>
          <PageLink href="/models" route="/models/*?" onClick={menu.close}>
            {texts.models}
          </PageLink>
          <PageLink href="/explore" onClick={menu.close}>
            {texts.explore}
          </PageLink>
          <PageLink href="/compare" onClick={menu.close}>
            {texts.compare}
          </PageLink>
          <PageLink href="/dream" onClick={menu.close}>
            {texts.dream}
          </PageLink>
          <PageLink href="/history" onClick={menu.close}>
            {texts.history}
          </PageLink>
          <PageLink href="/monitor" onClick={menu.close}>
            {texts.monitor}
          </PageLink>
        </nav>
        <div className={classes.settings}>
          <LanguageSwitch />
          <SchemeSwitch />
        </div>
      </div>
    </header>
  );
}
