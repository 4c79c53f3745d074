import type { Job } from '@sheetport/contract';
import { startRejectsFile } from '../../api/api.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { WorkbookButton } from '../export/workbook-button.tsx';
import css from './corrections.module.css';
import { tallyRows } from './tally.ts';

/** How many rows are left to correct, and the way to correct them in Excel. */
export function CorrectionsHead({ job }: { job: Job }) {
  const { t } = useTranslation();
  const format = useFormats();
  const tally = tallyRows(job);
  return (
    <div className={css.head}>
      <div className={css.title}>
        <h2 id="corrections">{t('corrections.title')}</h2>
        <span className="muted small digits">
          {tally.corrected > 0
            ? t('corrections.tally', {
                imported: format.count(tally.imported),
                corrected: format.count(tally.corrected),
                pending: format.count(tally.pending),
              })
            : t('corrections.open', { count: tally.pending })}
        </span>
      </div>
      <p className="muted small">{t('corrections.explain')}</p>
      <div className={css.excel}>
        <WorkbookButton size="xs" label={t('corrections.download')} start={() => startRejectsFile(job.id)} />
        <p className="muted small">{t('corrections.downloadHint')}</p>
      </div>
    </div>
  );
}
