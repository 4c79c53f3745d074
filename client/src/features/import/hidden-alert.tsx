import { Button } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import type { Plan } from './plan.ts';

/** Columns named one by one. */
const NAMED = 6;

/** Hidden rows and columns, which are imported, and one press that leaves them out. */
export function HiddenAlert({ plan, onLeaveOut }: { plan: Plan; onLeaveOut: (out: boolean) => void }) {
  const { t } = useTranslation();
  const { hiddenRows, hiddenColumns, skipHidden, sheet } = plan;
  const nothing = hiddenRows === 0 && hiddenColumns.length === 0;
  const titles = [
    hiddenRows > 0 ? t('hiddenData.hiddenRows', { count: hiddenRows }) : '',
    hiddenColumns.length > 0 ? t('hiddenData.hiddenColumns', { count: hiddenColumns.length }) : '',
  ].filter(Boolean);
  const named = hiddenColumns
    .slice(0, NAMED)
    .map(({ heading }) => heading)
    .join(', ');
  return (
    <>
      {sheet.hidden && (
        <Note tone="warn" title={t('hiddenData.hiddenSheet')}>
          {t('hiddenData.hiddenSheetText')}
        </Note>
      )}
      {!nothing && (
        <Note
          tone={skipHidden ? 'good' : 'warn'}
          title={skipHidden ? t('hiddenData.excluded') : titles.join(' · ')}
          actions={
            <Button variant={skipHidden ? 'subtle' : 'default'} size="xs" onClick={() => onLeaveOut(!skipHidden)}>
              {skipHidden ? t('hiddenData.include') : t('hiddenData.exclude')}
            </Button>
          }
        >
          {skipHidden ? <p className="small">{titles.join(' · ')}</p> : <p>{t('hiddenData.hiddenText')}</p>}
          {named !== '' && (
            <p className="small">
              {t('hiddenData.columnsAre', { columns: hiddenColumns.length > NAMED ? `${named}, …` : named })}
            </p>
          )}
        </Note>
      )}
    </>
  );
}
