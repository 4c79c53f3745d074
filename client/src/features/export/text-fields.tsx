import { NativeSelect } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './export.module.css';
import { DELIMITERS, ENCODINGS, type ExportChoice } from './export-choice.ts';

const NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;

/** How csv and tsv are written. */
export function TextFields({
  choice,
  onChange,
}: {
  choice: ExportChoice;
  onChange: (choice: Partial<ExportChoice>) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className={css.pair}>
      <NativeSelect
        label={t('exports.delimiter')}
        value={choice.delimiter}
        onChange={(event) => onChange({ delimiter: DELIMITERS.find((one) => one === event.currentTarget.value) ?? '' })}
        data={[
          { value: '', label: t('exports.delimiters.usual') },
          ...DELIMITERS.map((value) => ({
            value,
            label: t(`exports.delimiters.${NAMES[value]}`),
            disabled: value === choice.decimalMark,
          })),
        ]}
      />
      <NativeSelect
        label={t('exports.decimalMark')}
        value={choice.decimalMark}
        onChange={(event) => onChange({ decimalMark: event.currentTarget.value === ',' ? ',' : '.' })}
        data={[
          { value: '.', label: '1234.5' },
          { value: ',', label: '1234,5' },
        ]}
      />
      <NativeSelect
        label={t('exports.encoding')}
        value={choice.encoding}
        onChange={(event) =>
          onChange({ encoding: ENCODINGS.find((one) => one === event.currentTarget.value) ?? 'utf-8' })
        }
        data={[
          { value: 'utf-8', label: 'UTF-8' },
          { value: 'utf-16le', label: 'UTF-16' },
          { value: 'windows-1252', label: 'Windows-1252' },
        ]}
      />
    </div>
  );
}
