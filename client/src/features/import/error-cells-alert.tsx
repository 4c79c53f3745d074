import { Button } from '@mantine/core';
import type { ErrorCells } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import type { Plan } from './plan.ts';

/** Columns named one by one. */
const NAMED = 6;

/** Error cells of the columns that are imported, what they cost, and one press that lets them cost the row instead. */
export function ErrorCellsAlert({
  plan,
  errorCells,
  onChange,
}: {
  plan: Plan;
  errorCells: ErrorCells;
  onChange: (errorCells: ErrorCells) => void;
}) {
  const { t } = useTranslation();
  const found = plan.columns.flatMap((column) => {
    const warning = column.include ? column.source.warnings.find(({ code }) => code === 'error_cells') : undefined;
    return warning ? [{ heading: column.heading, count: warning.count }] : [];
  });
  if (found.length === 0) return null;
  const count = found.reduce((sum, one) => sum + one.count, 0);
  const columns = found.slice(0, NAMED).map(({ heading }) => heading);
  const isBlank = errorCells === 'blank';
  return (
    <Note
      tone="warn"
      title={t('doubt.errorCells', { count })}
      actions={
        <Button variant="default" size="xs" onClick={() => onChange(isBlank ? 'reject' : 'blank')}>
          {t(isBlank ? 'doubt.errorsReject' : 'doubt.errorsBlank')}
        </Button>
      }
    >
      <p>{t(isBlank ? 'doubt.errorsAreBlank' : 'doubt.errorsAreRejected')}</p>
      <p className="small">
        {t('hiddenData.columnsAre', { columns: columns.join(', ') + (found.length > NAMED ? ', …' : '') })}
      </p>
    </Note>
  );
}
