import { Badge, Button } from '@mantine/core';
import type { Session } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionsQuery } from '../../api/people.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './account.module.css';
import { EndSessionDialog, type SessionsToEnd } from './end-session-dialog.tsx';
import { readBrowser } from './read-browser.ts';

/** The browsers that are signed in, each of which can be signed out from here. */
export function SessionList() {
  const { t } = useTranslation();
  const query = useQuery(sessionsQuery);
  const [ending, setEnding] = useState<SessionsToEnd | null>(null);
  const sessions = query.data?.sessions ?? [];
  return (
    <section className={`${css.section} panel`} aria-labelledby="sessions">
      <div className="row between wrap">
        <h2 id="sessions">{t('account.sessions')}</h2>
        {sessions.length > 1 && (
          <Button size="xs" variant="default" onClick={() => setEnding('others')}>
            {t('account.endOthers')}
          </Button>
        )}
      </div>
      {query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : query.error && !query.data ? (
        <QueryError query={query} />
      ) : (
        <ul className={css.sessions} aria-labelledby="sessions">
          {sessions.map((session) => (
            <SessionLine
              key={session.id}
              session={session}
              onEnd={(browser) => setEnding({ id: session.id, browser })}
            />
          ))}
        </ul>
      )}
      {ending && <EndSessionDialog what={ending} onClose={() => setEnding(null)} />}
    </section>
  );
}

function SessionLine({ session, onEnd }: { session: Session; onEnd: (browser: string) => void }) {
  const { t } = useTranslation();
  const format = useFormats();
  const now = useServerClock(60_000);
  const { browser, system } = readBrowser(session.browser);
  const named = browser ?? t('account.unknownBrowser');
  const name = system ? t('account.browserOn', { browser: named, system }) : named;
  return (
    <li className={css.session}>
      <div className={css.what}>
        <p className="row" style={{ gap: 6 }}>
          <span className="one-line">{name}</span>
          {session.current && <Badge variant="light">{t('account.thisBrowser')}</Badge>}
        </p>
        <p className="muted small">
          {t('account.lastSeen', {
            when: format.ago(session.lastSeenAt, now),
            since: format.ago(session.createdAt, now),
          })}{' '}
          · <span className="digits">{session.address}</span>
        </p>
      </div>
      {!session.current && (
        <Button
          size="xs"
          variant="default"
          aria-label={t('account.endOf', { browser: name })}
          onClick={() => onEnd(name)}
        >
          {t('account.end')}
        </Button>
      )}
    </li>
  );
}
