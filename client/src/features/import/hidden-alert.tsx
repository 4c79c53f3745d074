import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Note } from '../../ui/alert.tsx';
import type { Plan } from './plan.ts';

/** Columns named one by one. */
const NAMED = 6;

/** What nobody sees in the sheet and is imported all the same, and one press that leaves it out. */
export function HiddenAlert({ plan, onLeaveOut }: { plan: Plan; onLeaveOut: (out: boolean) => void }) {
  const { t } = useTranslation();
  const { hiddenRows, hiddenColumns, skipHidden, sheet } = plan;
  const nothing = hiddenRows === 0 && hiddenColumns.length === 0;
  const titles = [
    hiddenRows > 0 ? t('looks.hiddenRows', { count: hiddenRows }) : '',
    hiddenColumns.length > 0 ? t('looks.hiddenColumns', { count: hiddenColumns.length }) : '',
  ].filter(Boolean);
  const named = hiddenColumns
    .slice(0, NAMED)
    .map(({ heading }) => heading)
    .join(', ');
  return (
    <>
      {sheet.hidden && (
        <Note tone="warn" title={t('looks.hiddenSheet')}>
          {t('looks.hiddenSheetText')}
        </Note>
      )}
      {!nothing && (
        <Note
          tone={skipHidden ? 'good' : 'warn'}
          title={skipHidden ? t('looks.hiddenOut') : titles.join(' · ')}
          actions={
            <Button variant={skipHidden ? 'subtle' : 'default'} size="xs" onClick={() => onLeaveOut(!skipHidden)}>
              {skipHidden ? t('looks.bringBack') : t('looks.leaveOut')}
            </Button>
          }
        >
          {skipHidden ? <p className="small">{titles.join(' · ')}</p> : <p>{t('looks.hiddenText')}</p>}
          {named !== '' && (
            <p className="small">
              {t('looks.columnsAre', { columns: hiddenColumns.length > NAMED ? `${named}, …` : named })}
            </p>
          )}
        </Note>
      )}
    </>
  );
}
