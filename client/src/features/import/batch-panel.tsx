import { Button, Checkbox } from '@mantine/core';
import type { File } from '@sheetport/contract';
import { useQueries, useQuery } from '@tanstack/react-query';
import { fileQuery, filesQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { useRovingFocus } from '../../ui/use-roving-focus.ts';
import css from './batch-panel.module.css';
import { sharesColumns } from './batch-plan.ts';
import { firstSheet } from './find-sheet.ts';
import type { Plan } from './plan.ts';

/** Further sheets of the workbook, and files that came lately, that may go in the same way. */
export function BatchPanel({
  file,
  plan,
  offered,
  chosen,
  onChange,
}: {
  file: File;
  plan: Plan;
  /** What came together with the file and has its columns. */
  offered: readonly string[];
  /** `sheet:1`, `file:…`, `file:…:1` */
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  const list = useRovingFocus<HTMLDivElement>();
  const { t } = useTranslation();
  const format = useFormats();
  const { data } = useQuery(filesQuery);
  const sheets = (file.sheets ?? []).filter((one) => one.index !== plan.sheet.index && one.columns.length > 0);
  const others = offered.filter((one) => one.startsWith('file:'));
  const isOffered = (id: string) => others.some((one) => one.split(':')[1] === id);
  const shown = sheets
    .filter((sheet) => !sheet.hidden && sharesColumns(plan, sheet))
    .map((sheet) => `sheet:${sheet.index}`);
  const since = Date.parse(file.createdAt) - TOGETHER_MS;
  const recent = (data?.files ?? []).filter(
    (one) =>
      one.id !== file.id &&
      !isOffered(one.id) &&
      one.state === 'ready' &&
      Date.parse(one.createdAt) >= since &&
      !one.correctsJobId,
  );
  // Lists of files come without their sheets.
  const read = useQueries({ queries: recent.slice(0, MAX_FILES).map(({ id }) => fileQuery(id)) });
  const files = read.flatMap(({ data: one }) => {
    const first = firstSheet(one?.sheets ?? []);
    return one && first && sharesColumns(plan, first) ? [one] : [];
  });
  if (sheets.length + files.length + others.length === 0) return null;
  return (
    <Checkbox.Group
      label={t('mapping.moreSheets')}
      description={t('mapping.moreSheetsHint')}
      value={[...chosen]}
      onChange={onChange}
    >
      {shown.length > 1 && !shown.every((one) => chosen.includes(one)) && (
        <Button variant="light" size="compact-sm" mt={8} onClick={() => onChange([...new Set([...chosen, ...shown])])}>
          {t('batch.allSheets', { count: shown.length })}
        </Button>
      )}
      <div className={css.list} ref={list}>
        {sheets.map((sheet) => (
          <Checkbox
            key={sheet.index}
            size="xs"
            wrapperProps={{ 'data-roving-row': true }}
            value={`sheet:${sheet.index}`}
            label={
              <>
                {sheet.rows === null || !sheet.complete ? sheet.name : `${sheet.name} (${format.count(sheet.rows)})`}
                {sheet.hidden && <span className="muted"> · {t('import.hidden')}</span>}
              </>
            }
          />
        ))}
        {others.map((one) => (
          <Offered key={one} value={one} />
        ))}
        {files.map((one) => (
          <Checkbox
            key={one.id}
            size="xs"
            wrapperProps={{ 'data-roving-row': true }}
            value={`file:${one.id}`}
            label={one.name}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function Offered({ value }: { value: string }) {
  const [, id = '', index] = value.split(':');
  const { data: file } = useQuery(fileQuery(id));
  const sheet = file?.sheets?.find((one) => one.index === Number(index));
  const isOne = (file?.sheets?.length ?? 0) < 2;
  return (
    <Checkbox
      size="xs"
      wrapperProps={{ 'data-roving-row': true }}
      value={value}
      label={[file?.name ?? '…', isOne ? '' : sheet?.name].filter(Boolean).join(' · ')}
    />
  );
}

/** Files that came within this time before the one on the screen, or after it, were probably meant together. */
const TOGETHER_MS = 10 * 60_000;
/** The most files whose sheets are listed. */
const MAX_FILES = 10;
