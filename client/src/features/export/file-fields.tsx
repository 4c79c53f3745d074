import { NativeSelect } from '@mantine/core';
import { RowsFormat, type Table } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { type ExportChoice, isText } from './export-choice.ts';
import { SeveralFields } from './several-fields.tsx';
import { TextFields } from './text-fields.tsx';

/** What a format asks for, besides a workbook: the files of a zip, and how text is written. */
export function FileFields({
  table,
  choice,
  onChange,
}: {
  table: Table;
  choice: ExportChoice;
  onChange: (choice: Partial<ExportChoice>) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      {choice.format === 'zip' && (
        <NativeSelect
          label={t('exports.files')}
          value={choice.files}
          onChange={(event) =>
            onChange({ files: RowsFormat.options.find((one) => one === event.currentTarget.value) ?? 'csv' })
          }
          data={RowsFormat.options.map((value) => ({ value, label: t(`table.format.${value}`) }))}
        />
      )}
      {(choice.format === 'zip' || choice.format === 'ods') && (
        <SeveralFields table={table} choice={choice} onChange={onChange} />
      )}
      {isText(choice) && <TextFields choice={choice} onChange={onChange} />}
    </>
  );
}
