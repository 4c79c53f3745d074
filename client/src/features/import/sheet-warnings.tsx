import { Button } from '@mantine/core';
import type { DialectChoice, File, Warning } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import type { Plan } from './plan.ts';
import { useDialectChange } from './use-dialect-change.ts';

const CODES = [
  'swallowed_rows',
  'blank_before_quote',
  'backslash_escapes',
  'unreadable_characters',
  'formulas_without_values',
  'merged_cells',
] as const;
/** Rows named one by one. */
const NAMED = 6;

/** What to know of a sheet before the import: what, how often, where; and one press where it can be put right. */
export function SheetWarnings({
  file,
  plan,
  onFillMerged,
}: {
  file: File;
  plan: Plan;
  onFillMerged: (fill: boolean) => void;
}) {
  return CODES.map((code) => {
    const warning = plan.sheet.warnings?.find((one) => one.code === code);
    return (
      warning && (
        <SheetWarning key={code} code={code} warning={warning} file={file} plan={plan} onFillMerged={onFillMerged} />
      )
    );
  });
}

function SheetWarning({
  code,
  warning,
  file,
  plan,
  onFillMerged,
}: {
  code: (typeof CODES)[number];
  warning: Warning;
  file: File;
  plan: Plan;
  onFillMerged: (fill: boolean) => void;
}) {
  const { t } = useTranslation();
  const { change, changing } = useDialectChange(file.id);
  const { dialect } = file;
  const isFilled = code === 'merged_cells' && plan.fillMerged;
  const isEscaped = code === 'backslash_escapes' && dialect?.escape === '\\';
  const isSkipped = code === 'blank_before_quote' && dialect?.skipSpaces === true;
  const isRight = isFilled || isEscaped || isSkipped;
  const offers: Partial<Record<typeof code, DialectChoice>> = {
    swallowed_rows: { quote: '' },
    backslash_escapes: { escape: '\\' },
    blank_before_quote: { skipSpaces: true },
  };
  const offer = isRight || !dialect ? undefined : offers[code];
  const rows = warning.rows ?? [];
  const named = rows.slice(0, NAMED).join(', ');
  return (
    <Note
      tone={isRight ? 'good' : 'warn'}
      title={t(`sheetWarning.${code}`, { count: warning.count })}
      actions={
        code === 'merged_cells' ? (
          <Button variant={isFilled ? 'subtle' : 'default'} size="xs" onClick={() => onFillMerged(!isFilled)}>
            {isFilled ? t('sheetWarning.leaveBlank') : t('sheetWarning.fillDown')}
          </Button>
        ) : (
          offer && (
            <Button
              variant="default"
              size="xs"
              loading={changing}
              onClick={() => change({ ...file.dialectChoice, ...offer })}
            >
              {t(`sheetWarning.${code}_offer` as 'sheetWarning.swallowed_rows_offer')}
            </Button>
          )
        )
      }
    >
      <p>{t(isRight ? `sheetWarning.${code as 'merged_cells'}_right` : `sheetWarning.${code}_text`)}</p>
      <p className="small digits">
        {t('sheetWarning.rows', { count: rows.length, rows: rows.length > NAMED ? `${named}, …` : named })}
        {warning.cell && <> · {t('sheetWarning.cell', { cell: warning.cell })}</>}
        {warning.sample && <span className="muted"> “{warning.sample}”</span>}
      </p>
    </Note>
  );
}
