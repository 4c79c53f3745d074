import { Checkbox } from '@mantine/core';
import type { File } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format.ts';
import { filesQuery } from '../../queries.ts';
import css from './also-panel.module.css';
import type { Plan } from './plan.ts';

/** Further sheets of the workbook, and files that came lately, that may go in the same way. */
export function AlsoPanel({
  file,
  plan,
  chosen,
  onChange,
}: {
  file: File;
  plan: Plan;
  /** `sheet:1`, `file:…` */
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const { data } = useQuery(filesQuery);
  const sheets = (file.sheets ?? []).filter((one) => one.index !== plan.sheet.index && one.columns.length > 0);
  const since = Date.parse(file.createdAt) - TOGETHER_MS;
  const files = (data?.files ?? []).filter(
    (one) => one.id !== file.id && one.state === 'ready' && Date.parse(one.createdAt) >= since && !one.continues,
  );
  if (sheets.length + files.length === 0) return null;
  return (
    <Checkbox.Group
      label={t('mapping.also')}
      description={t('mapping.alsoHint')}
      value={[...chosen]}
      onChange={onChange}
    >
      <div className={css.list}>
        {sheets.map((sheet) => (
          <Checkbox
            key={sheet.index}
            size="xs"
            value={`sheet:${sheet.index}`}
            label={sheet.rows === null ? sheet.name : `${sheet.name} (${format.count(sheet.rows)})`}
          />
        ))}
        {files.map((one) => (
          <Checkbox key={one.id} size="xs" value={`file:${one.id}`} label={one.name} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** Files that came within this time before the one on the screen, or after it, were probably meant together. */
const TOGETHER_MS = 10 * 60_000;
