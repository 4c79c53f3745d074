import { NativeSelect, TextInput } from '@mantine/core';
import type { Feed } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './feeds.module.css';

const WHICH = ['first', 'all', 'named'] as const;

/** What is typed of the sheets of a workbook. */
export interface SheetsDraft {
  which: (typeof WHICH)[number];
  /** Separated by commas. */
  names: string;
}

const namesOf = ({ names }: SheetsDraft) => names.split(',').flatMap((name) => name.trim() || []);

export function isSheetsWhole(draft: SheetsDraft): boolean {
  return draft.which !== 'named' || namesOf(draft).length > 0;
}

export function toSheets(draft: SheetsDraft): Feed['sheets'] {
  return draft.which === 'named' ? { which: 'named', names: namesOf(draft) } : { which: draft.which };
}

/** Asks which sheets of a workbook are imported. */
export function SheetsField({ draft, onChange }: { draft: SheetsDraft; onChange: (draft: SheetsDraft) => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.fields}>
      <NativeSelect
        label={t('feedSheets.label')}
        value={draft.which}
        data={WHICH.map((value) => ({ value, label: t(`feedSheets.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...draft, which: WHICH.find((one) => one === value) ?? 'first' })
        }
      />
      {draft.which === 'named' && (
        <TextInput
          label={t('feedSheets.names')}
          placeholder={t('feedSheets.namesPlaceholder')}
          description={t('feedSheets.namesText')}
          inputWrapperOrder={['label', 'input', 'description']}
          value={draft.names}
          required
          onChange={(event) => onChange({ ...draft, names: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
