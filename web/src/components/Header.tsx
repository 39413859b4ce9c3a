import { Link, useRoute } from 'wouter';
import { useTexts } from '../i18n/language';
import icon from '../icon.svg';
import classes from './Header.module.css';
import { LanguageSwitch } from './LanguageSwitch';
import { SchemeSwitch } from './SchemeSwitch';

interface PageLinkProps {
  href: string;
  /** The addresses at which one is on this page; by default only `href`. */
  route?: string;
  children: string;
}

function PageLink({ href, route = href, children }: PageLinkProps) {
  const [here] = useRoute(route);
  return (
    <Link href={href} className={classes.link} aria-current={here ? 'page' : undefined}>
      {children}
    </Link>
  );
}

export function Header() {
  const texts = useTexts();
  return (
    <header className={classes.header}>
      <div className={classes.inner}>
        <Link href="/" className={classes.brand} aria-label="Numerals">
          <img src={icon} alt="" width="28" height="28" />
          <span className={classes.name}>Numerals</span>
        </Link>
        <nav aria-label={texts.navigation} className={classes.links}>
          <PageLink href="/">{texts.draw}</PageLink>
          <PageLink href="/photo">{texts.photo}</PageLink>
          <PageLink href="/models" route="/models/*?">
            {texts.models}
          </PageLink>
          <PageLink href="/explore">{texts.explore}</PageLink>
          <PageLink href="/history">{texts.history}</PageLink>
          <PageLink href="/monitor">{texts.monitor}</PageLink>
        </nav>
        <div className={classes.settings}>
          <LanguageSwitch />
          <SchemeSwitch />
        </div>
      </div>
    </header>
  );
}
