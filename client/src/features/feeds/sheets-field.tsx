import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './feeds.module.css';
import { type SheetsDraft, WHICH_SHEETS } from './sheets-draft.ts';

/** Asks which sheets of a workbook are imported. */
export function SheetsField({ draft, onChange }: { draft: SheetsDraft; onChange: (draft: SheetsDraft) => void }) {
  const { t } = useTranslation();
  return (
    <div className={css.fields}>
      <NativeSelect
        label={t('feedSheets.label')}
        value={draft.which}
        data={WHICH_SHEETS.map((value) => ({ value, label: t(`feedSheets.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...draft, which: WHICH_SHEETS.find((one) => one === value) ?? 'first' })
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
