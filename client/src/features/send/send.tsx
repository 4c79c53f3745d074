import { IconClockOff, IconFiles, IconLinkOff, IconPlayerPause } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/api.ts';
import { KEYS } from '../../api/query-keys.ts';
import { readVisit } from '../../api/visits.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { useFormats } from '../../ui/format.ts';
import { Logo } from '../../ui/logo.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import css from './send.module.css';
import { SendDrop } from './send-drop.tsx';
import { SentList } from './sent-list.tsx';

/** How often the state is read while a file of the visitor is being processed. */
const SOON_MS = 1000;
const LATER_MS = 15_000;

/** Where an upload link leads: somebody without an account sends files, and sees what became of them. The secret stands behind `#`. */
export default function Send() {
  const { t } = useTranslation();
  const [token] = useState(() => location.hash.slice(1));
  const query = useQuery({
    queryKey: KEYS.visit(token),
    queryFn: ({ signal }) => readVisit(token, signal),
    enabled: token !== '',
    retry: false,
    refetchInterval: ({ state: { data } }) =>
      data?.files.some(({ state }) => state === 'checking' || state === 'importing') ? SOON_MS : LATER_MS,
  });
  const visit = query.data;
  useTitle(visit?.name ?? t('send.title'));
  const invalid = token === '' || (query.error instanceof ApiError && query.error.code === 'invalid_link');
  return (
    <main className={css.screen}>
      <div className={css.column}>
        <div className={`${css.card} panel`}>
          {invalid ? (
            <Empty
              isPage
              icon={<IconLinkOff size={22} stroke={1.6} />}
              title={t('send.invalid')}
              text={t('send.invalidText')}
            />
          ) : visit ? (
            <>
              <Logo size={36} />
              <div>
                <h1>{visit.name}</h1>
                {visit.message && <p className={css.message}>{visit.message}</p>}
              </div>
              {visit.state === 'open' ? (
                <SendDrop token={token} visit={visit} onSent={() => void query.refetch()} />
              ) : (
                <Closed state={visit.state} expiresAt={visit.expiresAt} />
              )}
            </>
          ) : query.error ? (
            <QueryError query={query} />
          ) : (
            <LinesSkeleton lines={5} />
          )}
        </div>
        {!invalid && visit && visit.files.length > 0 && <SentList token={token} files={visit.files} />}
      </div>
    </main>
  );
}

/** Why the link takes nothing now. */
function Closed({ state, expiresAt }: { state: string; expiresAt: string }) {
  const { t } = useTranslation();
  const format = useFormats();
  if (state === 'expired')
    return (
      <Empty
        icon={<IconClockOff size={22} stroke={1.6} />}
        title={t('send.expired')}
        text={t('send.expiredText', { until: format.moment(expiresAt) })}
      />
    );
  if (state === 'full')
    return <Empty icon={<IconFiles size={22} stroke={1.6} />} title={t('send.full')} text={t('send.fullText')} />;
  return (
    <Empty icon={<IconPlayerPause size={22} stroke={1.6} />} title={t('send.paused')} text={t('send.pausedText')} />
  );
}
