import { Button } from '@mantine/core';
import type { NonDataRow } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import type { Plan } from './plan.ts';

/** Rows named one by one; the rest are counted. */
const NAMED = 6;
const KINDS = ['description', 'heading', 'totals', 'note'] as const;

/** Rows that look like no data and are left out, with their numbers, and one press that imports them. */
export function NonDataRowsAlert({ plan, onLeaveOut }: { plan: Plan; onLeaveOut: (out: boolean) => void }) {
  const { t } = useTranslation();
  const { nonDataRows, skipRows } = plan;
  if (nonDataRows.length === 0) return null;
  const out = skipRows.length > 0;
  const count = nonDataRows.length;
  return (
    <Note
      tone={out ? 'good' : 'warn'}
      title={out ? t('matching.nonDataRowsExcluded', { count }) : t('matching.nonDataRows', { count })}
      actions={
        <Button variant={out ? 'subtle' : 'default'} size="xs" onClick={() => onLeaveOut(!out)}>
          {out ? t('matching.include') : t('matching.exclude', { count })}
        </Button>
      }
    >
      {!out && <p>{t('matching.nonDataRowsText')}</p>}
      {KINDS.map((what) => {
        const some = nonDataRows.filter((nonDataRow) => nonDataRow.what === what);
        return some.length > 0 && <NonDataLine key={what} what={what} nonDataRows={some} />;
      })}
    </Note>
  );
}

function NonDataLine({ what, nonDataRows }: { what: NonDataRow['what']; nonDataRows: readonly NonDataRow[] }) {
  const { t } = useTranslation();
  const named = nonDataRows
    .slice(0, NAMED)
    .map(({ row }) => row)
    .join(', ');
  const more = nonDataRows.length - NAMED;
  const rows = more > 0 ? t('matching.more', { rows: named, more }) : named;
  const text = nonDataRows.find((nonDataRow) => nonDataRow.text !== '')?.text;
  return (
    <p className="small">
      <span className="digits">{t(`matching.${what}`, { count: nonDataRows.length, rows })}</span>
      {text && <span className="muted"> “{text}”</span>}
    </p>
  );
}
