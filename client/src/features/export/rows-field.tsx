import { Radio } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './export.module.css';

/** Whether the rows that are seen go out, or all of them. */
export function RowsField({
  asSeen,
  rows,
  onChange,
}: {
  asSeen: boolean;
  /** How many rows there are, in words. */
  rows: string | undefined;
  onChange: (asSeen: boolean) => void;
}) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('exports.rows')}
      value={asSeen ? 'seen' : 'all'}
      onChange={(value) => onChange(value === 'seen')}
    >
      <div className={css.checks}>
        <Radio value="seen" label={`${t('table.exportView')} — ${t('table.exportViewHint')}`} />
        <Radio value="all" label={rows === undefined ? t('table.exportAll') : `${t('table.exportAll')} — ${rows}`} />
      </div>
    </Radio.Group>
  );
}
