import { Button } from '@mantine/core';
import type { File } from '@sheetport/contract';
import { IconDatabaseImport, IconRotateClockwise2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError, sendCorrections } from '../../api/api.ts';
import { learnJob } from '../../api/job-cache.ts';
import { jobQuery, queryClient } from '../../api/queries.ts';
import { randomId } from '../../api/random-id.ts';
import { applyJob } from '../../api/socket.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { Note } from '../../ui/alert.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import css from './corrections-file-panel.module.css';
import { firstSheet } from './find-sheet.ts';

/** A workbook of corrected rows: one press imports them into the table of the first import. */
export function CorrectionsFilePanel({ file, first, onInstead }: { file: File; first: string; onInstead: () => void }) {
  const { t, i18n } = useTranslation();
  const { data: job } = useQuery(jobQuery(first));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const intent = useRef(randomId());
  const sheet = firstSheet(file.sheets ?? []);
  const rows = sheet?.complete ? sheet.rows : null;

  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      const next = learnJob(await sendCorrections(first, { fileId: file.id }, intent.current));
      applyJob(queryClient, next);
      await navigate({ to: '/jobs/$jobId', params: { jobId: next.id } });
    } catch (error) {
      if (error instanceof ApiError) intent.current = randomId();
      setError(error);
      setBusy(false);
    }
  };
  const title = job?.title ?? file.name;
  return (
    <section className={`${css.panel} panel`} aria-labelledby="continue">
      <span className={css.icon} aria-hidden="true">
        <IconRotateClockwise2 size={24} stroke={1.6} />
      </span>
      <div className="stack">
        <div>
          <h2 id="continue">{t('corrections.offer')}</h2>
          <p className="muted">
            {job ? t('corrections.offerText', { title: job.title }) : t('corrections.offerPlain')}
          </p>
        </div>
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap">
          <Button
            size="md"
            loading={busy}
            onClick={() => void go()}
            disabled={rows === 0}
            leftSection={<IconDatabaseImport size={18} stroke={1.8} />}
            className={css.button}
          >
            <span className="one-line">
              {rows === null
                ? t('corrections.continuePlain', { title })
                : t('corrections.continue', { title, count: rows })}
            </span>
          </Button>
          <LinkButton to="/jobs/$jobId" params={{ jobId: first }} variant="default">
            {t('corrections.seeImport')}
          </LinkButton>
          <Button variant="subtle" color="gray" onClick={onInstead}>
            {t('corrections.instead')}
          </Button>
        </div>
      </div>
    </section>
  );
}
