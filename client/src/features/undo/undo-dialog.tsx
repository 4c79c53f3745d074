import { Button, Checkbox, Modal } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, undoJob } from '../../api/api.ts';
import { detailsQuery, queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useStartJob } from '../../api/use-start-job.ts';
import { formatError } from '../../i18n/format-error.ts';
import type { Translate, Translation } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import outcome from '../../ui/outcome.module.css';
import { TellCheckbox } from '../tell-me/tell-checkbox.tsx';
import { type TellBy, tellWhenDone } from '../tell-me/tell-when-done.ts';
import css from './undo.module.css';

/** Fewer are undone while one looks on. */
const MANY_ROWS = 100_000;

/** Undoes an import or an edit, after a question that says what will happen. */
export function UndoDialog({ job }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { start, busy, error, forget } = useStartJob();
  const { counts, result } = job;
  const deleted = result?.deleted ?? 0;
  const isEdit = job.kind === 'edit';
  const format = useFormats();
  const details = useQuery(detailsQuery(job)).data;
  const until = details?.undoUntil;
  const { count: followed, rows: correctedRows } = details?.correctionImports ?? { count: 0, rows: 0 };
  const [alone, setAlone] = useState(false);
  const [tell, setTell] = useState<TellBy | null>(null);
  if (counts.inserted + counts.updated + deleted + followed === 0) return null;
  const close = () => {
    setAsking(false);
    // Why it was refused may have changed what is known of the import.
    if (error !== null) void queryClient.invalidateQueries({ queryKey: KEYS.job(job.id) });
  };
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconArrowBackUp size={17} stroke={1.8} />}
        title={until ? t('history.undoOpen', { when: format.moment(until) }) : undefined}
        onClick={() => {
          forget();
          // Correction imports that were started meanwhile are listed before anything is undone.
          void queryClient.invalidateQueries({ queryKey: KEYS.detailsOf(job.id) });
          setAsking(true);
        }}
      >
        {t('undo.button')}
      </Button>
      <Modal opened={asking} onClose={close} title={t(isEdit ? 'editPage.undoTitle' : 'undo.title')} size="md">
        <div className="stack">
          <ul className={css.will}>
            {counts.inserted > 0 && <li>{t('undo.removed', { count: counts.inserted })}</li>}
            {counts.updated > 0 && <li>{t('undo.restored', { count: counts.updated })}</li>}
            {deleted > 0 && <li>{t('undo.returned', { count: deleted })}</li>}
            <li>{t('undo.kept')}</li>
            {!isEdit && counts.updated === 0 && deleted === 0 && <li>{t('undo.table')}</li>}
          </ul>
          {followed > 0 && (
            <Checkbox
              checked={!alone}
              onChange={(event) => setAlone(!event.currentTarget.checked)}
              label={t('correctionImports.cascade', { count: followed })}
              description={t('correctionImports.cascadeRows', { count: correctedRows })}
            />
          )}
          {counts.inserted + counts.updated + deleted + correctedRows >= MANY_ROWS && (
            <TellCheckbox by={tell} onChange={setTell} />
          )}
          {until && <p className="muted small">{t('history.undoOpen', { when: format.moment(until) })}</p>}
          {error !== null && (
            <Note tone="warn" title={t('undo.whyNot')}>
              {formatUndoError(error, t, i18n)}
            </Note>
          )}
          <div className={outcome.buttons} style={{ justifyContent: 'flex-end' }}>
            <Button variant="default" onClick={close} data-autofocus>
              {error === null ? t(isEdit ? 'editPage.undoKeep' : 'undo.keep') : t('action.close')}
            </Button>
            {!isFinal(error) && (
              <Button
                color="red"
                loading={busy}
                onClick={() =>
                  void start(
                    async (intent) => {
                      const undo = await undoJob(job.id, { includeCorrections: !alone }, intent);
                      if (tell) await tellWhenDone(undo.id, tell, t);
                      return undo;
                    },
                    alone ? 'alone' : 'all',
                  )
                }
              >
                {error === null ? t(isEdit ? 'editPage.undoDo' : 'undo.do') : t('action.retry')}
              </Button>
            )}
          </div>
        </div>
      </Modal>
    </>
  );
}

const FINAL: ReadonlySet<string> = new Set(['already_undone', 'undo_not_possible', 'nothing_to_undo']);

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && FINAL.has(error.code);
}

function formatUndoError(error: unknown, t: Translate, language: Translation['i18n']): string {
  if (error instanceof ApiError && error.code === 'job_not_finished') return t('undo.inUse');
  if (error instanceof ApiError && error.code === 'already_undone') return t('undo.already');
  return formatError(error, t, language);
}
