import { Button } from '@mantine/core';
import type { Job } from '@sheetport/contract';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { rejectsFileUrl } from '../../api/api.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
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
        <Button
          component="a"
          href={rejectsFileUrl(job.id)}
          download
          variant="default"
          size="xs"
          leftSection={<IconFileSpreadsheet size={16} stroke={1.7} />}
        >
          {t('corrections.download')}
        </Button>
        <p className="muted small">{t('corrections.downloadHint')}</p>
      </div>
    </div>
  );
}
