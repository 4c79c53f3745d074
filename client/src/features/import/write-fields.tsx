import { Checkbox, MultiSelect, NativeSelect, Radio } from '@mantine/core';
import { Blank, Duplicates, type ImportMode } from '@sheetport/contract';
import type { Translate } from '../../i18n/translate.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import type { Choices, SettledChoices } from './choices.ts';
import css from './import.module.css';
import { KeyNotes } from './key-notes.tsx';
import { mayRepeat } from './make-import.ts';
import type { Plan } from './plan.ts';

const MODES = [
  ['insert', 'import.modes.insert'],
  ['upsert', 'import.modes.upsert'],
  ['update', 'import.modes.update'],
  ['replace', 'import.modes.replace'],
] as const satisfies [ImportMode, string][];

const BLANK_WORDS = { null: 'blankNull', keep: 'blankKeep', default: 'blankDefault' } as const;

/** How the rows are written: the mode, the key, blank cells and rows with the same key. */
export function WriteFields({
  plan,
  choices,
  onChange,
}: {
  plan: Plan;
  choices: SettledChoices;
  onChange: (fields: Partial<Choices>) => void;
}) {
  const { t } = useTranslation();
  const existing = choices.goes === 'existing';
  return (
    <>
      {existing && plan.table && (
        <Radio.Group
          label={t('import.mode')}
          value={choices.mode}
          onChange={(mode) => onChange({ mode: mode as ImportMode })}
        >
          <div className={css.options}>
            {MODES.map(([mode, words]) => (
              <Radio key={mode} value={mode} label={t(words)} description={formatModeHint(mode, plan, t)} />
            ))}
          </div>
        </Radio.Group>
      )}
      {existing && choices.mode === 'replace' && plan.table && plan.table.rowCount > 0 && (
        <Note tone="warn">{t('import.modeReplaceWarning')}</Note>
      )}
      {existing && plan.table ? (
        <MultiSelect
          label={t('import.key')}
          description={t('import.keyHintExisting')}
          placeholder={plan.key.length === 0 ? t('import.keyNone') : ''}
          data={plan.table.columns.map((column) => ({ value: column.name, label: column.label }))}
          value={plan.key}
          onChange={(tableKey) => onChange({ tableKey })}
          clearable
          hidePickedOptions
        />
      ) : (
        !existing && (
          <MultiSelect
            label={t('import.key')}
            description={t('import.keyHint')}
            placeholder={choices.newKey.length === 0 ? t('import.keyNone') : ''}
            data={plan.columns
              .filter((column) => column.include)
              .map((column) => ({ value: String(column.index), label: column.label.trim() || column.heading }))}
            value={choices.newKey.map(String)}
            onChange={(newKey) => onChange({ newKey: newKey.map(Number) })}
            clearable
            hidePickedOptions
          />
        )
      )}
      {!existing &&
        choices.newKey.some((index) => plan.columns.find((one) => one.index === index)?.type === 'text') && (
          <Checkbox
            size="sm"
            label={t('keys.ignoreCase')}
            description={t('keys.ignoreCaseHint')}
            checked={choices.newKeyIgnoresCase}
            onChange={(event) => onChange({ newKeyIgnoresCase: event.currentTarget.checked })}
          />
        )}
      {existing && plan.table?.keyMatching === 'ignore_case' && <p className="muted small">{t('keys.ignoresCase')}</p>}
      <KeyNotes plan={plan} choices={choices} onChange={onChange} />
      {existing && plan.table && (
        <NativeSelect
          label={t('mapping.blankCells')}
          description={t('tableSuggestion.blankHint')}
          value={choices.blank}
          onChange={(event) => onChange({ blank: Blank.parse(event.currentTarget.value) })}
          data={Blank.options.map((does) => ({ value: does, label: t(`mapping.${BLANK_WORDS[does]}`) }))}
        />
      )}
      {mayRepeat(plan) && (
        <NativeSelect
          label={t('duplicates.label')}
          description={t('duplicates.hint')}
          value={choices.duplicates}
          onChange={(event) => onChange({ duplicates: Duplicates.parse(event.currentTarget.value) })}
          data={Duplicates.options.map((which) => ({ value: which, label: t(`duplicates.${which}`) }))}
        />
      )}
    </>
  );
}

/** What a mode does to the rows of this very table, by the columns that identify one. */
function formatModeHint(mode: ImportMode, { key, table }: Plan, t: Translate): string {
  if (mode === 'replace') return t('tableSuggestion.replaceHint');
  const labels = key.map((name) => table?.columns.find((column) => column.name === name)?.label ?? name).join(' + ');
  if (mode === 'insert')
    return labels ? t('tableSuggestion.insertKey', { key: labels }) : t('tableSuggestion.insertNoKey');
  if (!labels) return t('tableSuggestion.needsKey');
  return t(mode === 'upsert' ? 'tableSuggestion.upsertKey' : 'tableSuggestion.updateKey', { key: labels });
}
