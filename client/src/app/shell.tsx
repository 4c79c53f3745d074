import type { Me } from '@sheetport/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { ApiError, onAccessLost } from '../api/api.ts';
import { meQuery } from '../api/queries.ts';
import { markSignedIn, wasSignedIn } from '../api/session-mark.ts';
import { closeLive, openLive } from '../api/socket.ts';
import { FileDropProvider } from '../features/upload/file-drop.tsx';
import { changeLanguage, loadAllTexts } from '../i18n/language.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { AUTOMATION } from '../routing/addresses.ts';
import { Link } from '../routing/link.tsx';
import { Outlet } from '../routing/outlet.tsx';
import { useShown } from '../routing/router.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Logo } from '../ui/logo.tsx';
import { PageSkeleton } from '../ui/skeletons.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { NotFound } from './not-found.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { RunningJobs } from './running-jobs.tsx';
import { SettingsButton } from './settings-button.tsx';
import css from './shell.module.css';

const SignIn = lazy(async () => {
  const [signIn] = await Promise.all([import('../features/sign-in/sign-in.tsx'), loadAllTexts()]);
  return signIn;
});
const SecondFactorGate = lazy(async () => {
  const [gate] = await Promise.all([import('../features/account/second-factor-gate.tsx'), loadAllTexts()]);
  return gate;
});
const Join = lazy(async () => {
  const [join] = await Promise.all([import('../features/join/join.tsx'), loadAllTexts()]);
  return join;
});
const Send = lazy(async () => {
  const [send] = await Promise.all([import('../features/send/send.tsx'), loadAllTexts()]);
  return send;
});
/** Where upload links lead: for somebody without an account. */
const SEND = '/send';
/** Where links lead that an owner made: for somebody who is not signed in, or signed in as another. */
const JOIN = '/join';

/** What stands around every screen: the header, who you are, and the sign-in page for who is not signed in. */
export function Shell() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useQuery(meQuery);
  const signedOut = me.error instanceof ApiError && me.error.status === 401;
  // The gate stays until it is left: its recovery codes are shown once.
  const [gated, setGated] = useState(false);

  useEffect(() => {
    // Any call may be the one that learns that the session has ended.
    return onAccessLost((loss) => {
      if (loss === 'forbidden') void client.invalidateQueries({ queryKey: meQuery.queryKey });
      else if (client.getQueryData(meQuery.queryKey)) void client.resetQueries({ queryKey: meQuery.queryKey });
    });
  }, [client]);
  useEffect(() => {
    if (me.data?.secondFactorNeeded) {
      setGated(true);
      closeLive();
    } else if (me.data) {
      markSignedIn(true);
      void openLive(client);
    } else if (signedOut) closeLive();
  }, [me.data, signedOut, client]);

  // The language of the account, also in a browser that has another one.
  const language = me.data?.language;
  useEffect(() => {
    if (language) void changeLanguage(language);
  }, [language]);

  // A new screen is a new page to somebody who reads by ear or moves by keys: start at its beginning.
  const { pathname: path } = useShown();
  const content = useRef<HTMLElement>(null);
  const shown = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (shown.current !== undefined && path !== shown.current) content.current?.focus({ preventScroll: true });
    shown.current = path;
  }, [path]);

  if (path === JOIN || path === SEND) return <Suspense>{path === JOIN ? <Join /> : <Send />}</Suspense>;
  if (signedOut)
    return (
      <Suspense>
        <SignIn expired={wasSignedIn()} />
      </Suspense>
    );
  if (gated || me.data?.secondFactorNeeded)
    return (
      <Suspense>
        <SecondFactorGate onDone={() => setGated(false)} />
      </Suspense>
    );
  return (
    <>
      <a href="#content" className={css.skip}>
        {t('app.skip')}
      </a>
      <Header me={me.data} />
      <OfflineBanner />
      <main id="content" ref={content} tabIndex={-1} className={css.content}>
        {me.data ? (
          <FileDropProvider maxBytes={me.data.maxFileBytes}>
            <Outlet pending={<PageSkeleton />} missing={<NotFound />} Failed={ErrorBoundary} />
          </FileDropProvider>
        ) : me.error ? (
          <ErrorPanel error={me.error} onRetry={() => void me.refetch()} />
        ) : (
          <PageSkeleton />
        )}
      </main>
    </>
  );
}

function Header({ me }: { me: Me | undefined }) {
  const { t } = useTranslation();
  return (
    <header className={css.header}>
      <Link to="/" className={`${css.brand} plain-link`} aria-label={t('app.name')}>
        <Logo />
        <span className={css.name}>{t('app.name')}</span>
      </Link>
      <nav className={css.nav} aria-label={t('app.pages')}>
        <PageLink to="/">{t('app.home')}</PageLink>
        <PageLink to="/tables">{t('app.tables')}</PageLink>
        <PageLink to="/jobs">{t('app.history')}</PageLink>
        {me && me.role !== 'guest' && <PageLink to="/schedules">{t('app.automation')}</PageLink>}
      </nav>
      <div className={css.side}>
        {me && <RunningJobs />}
        <SettingsButton me={me} />
      </div>
    </header>
  );
}

/** A page of the header, which is also shown as the one where you are on the pages below it. */
function PageLink({ to, children }: { to: '/' | '/tables' | '/jobs' | '/schedules'; children: string }) {
  const { pathname } = useShown();
  const isHere =
    pathname === to ||
    pathname.startsWith(`${to}/`) ||
    (to === '/schedules' && AUTOMATION.some((page) => pathname.startsWith(page)));
  return (
    <Link to={to} className={css.link} aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  );
}
