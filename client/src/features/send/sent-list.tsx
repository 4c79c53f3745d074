import { Badge, Button } from '@mantine/core';
import type { SentFile } from '@sheetport/contract';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiError } from '../../api/api.ts';
import { downloadRejects } from '../../api/visits.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import { Bar } from '../../ui/progress-bar.tsx';
import css from './send.module.css';

const COLORS = { checking: 'gray', importing: 'blue', done: 'green', refused: 'red', failed: 'red' } as const;

/** What the visitor sent, the newest first: its check, the bar of its import, and how that ended. */
export function SentList({ token, files }: { token: string; files: readonly SentFile[] }) {
  const { t } = useTranslation();
  return (
    <section className={`${css.card} panel`} aria-labelledby="sent">
      <div>
        <h2 id="sent">{t('send.yours')}</h2>
        <p className="muted small">{t('send.private')}</p>
      </div>
      <ul className={css.files} aria-labelledby="sent">
        {files.map((file) => (
          <SentLine key={file.id} token={token} file={file} />
        ))}
      </ul>
    </section>
  );
}

function SentLine({ token, file }: { token: string; file: SentFile }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { name, bytes, state, counts, progress } = file;
  const fraction = progress?.fraction ?? 0;
  const download = async () => {
    setBusy(true);
    setError(null);
    await downloadRejects(token, file.id, name, setMade).catch(setError);
    setBusy(false);
    setMade(null);
  };
  return (
    <li className={css.file}>
      <p className="row wrap" style={{ gap: 8 }}>
        <span className="one-line">{name}</span>
        <span className="muted small digits">{format.bytes(bytes)}</span>
        <Badge variant="light" color={COLORS[state]}>
          {t(`send.${state}`)}
        </Badge>
      </p>
      {state === 'importing' && (
        <Bar
          fraction={fraction}
          tone={file.jobState === 'queued' ? 'waiting' : 'going'}
          label={t('progress.label', { title: name })}
          text={format.percent(fraction)}
        />
      )}
      {(state === 'refused' || state === 'failed') && <Note tone="bad">{reasonOf(file, t, i18n)}</Note>}
      {state === 'done' && counts && (
        <p className="muted small">{t('send.doneText', { added: counts.inserted, changed: counts.updated })}</p>
      )}
      {(state === 'done' || state === 'failed') && counts && counts.rejected > 0 && (
        <div className="row wrap">
          <span className="small">{t('send.rejected', { count: counts.rejected })}</span>
          <Button
            size="xs"
            variant="default"
            loading={busy}
            leftSection={<IconDownload size={15} stroke={1.7} />}
            onClick={() => void download()}
          >
            {t('send.rejects')}
          </Button>
          {made !== null && (
            <Bar
              thin
              fraction={made}
              tone="going"
              label={t('progress.label', { title: t('send.rejects') })}
              text={format.percent(made)}
            />
          )}
        </div>
      )}
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
    </li>
  );
}

function reasonOf(
  { error, missing }: SentFile,
  t: ReturnType<typeof useTranslation>['t'],
  i18n: ReturnType<typeof useTranslation>['i18n'],
): string {
  if (missing.length > 0) return t('send.missing', { headings: missing.join(', ') });
  if (error?.code === 'already_imported') return t('send.repeated');
  return formatError(new ApiError(422, error?.code ?? 'internal', error?.message ?? ''), t, i18n);
}
