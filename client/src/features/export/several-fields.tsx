import { NativeSelect } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { ExportChoice } from './export-choice.ts';
import { OtherTables } from './other-tables.tsx';

/** What makes several sheets, or files, of one export: the values of a column, or other tables. */
export function SeveralFields({
  table,
  choice,
  onChange,
}: {
  table: Table;
  choice: ExportChoice;
  onChange: (choice: Partial<ExportChoice>) => void;
}) {
  const { t } = useTranslation();
  const isZip = choice.format === 'zip';
  return (
    <>
      <NativeSelect
        label={t(isZip ? 'exports.fileForEach' : 'exports.groupBy')}
        value={choice.groupBy ?? ''}
        disabled={choice.others.length > 0}
        onChange={(event) => onChange({ groupBy: event.currentTarget.value || null })}
        data={[
          { value: '', label: t(isZip ? 'exports.oneFile' : 'exports.oneSheet') },
          ...table.columns.map(({ name, label }) => ({ value: name, label })),
        ]}
      />
      {choice.groupBy === null && (
        <OtherTables
          table={table}
          label={t(isZip ? 'exports.otherFiles' : 'exports.others')}
          chosen={choice.others}
          onChange={(others) => onChange({ others })}
        />
      )}
    </>
  );
}
