import { Button } from '@mantine/core';
import type { TableSuggestion } from '@sheetport/contract';
import { IconTable } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { Choices, SettledChoices } from './choices.ts';
import css from './saved-mapping-alert.module.css';

/** Says which table the rows seem to belong to, with one press to say otherwise. */
export function TableSuggestionAlert({
  suggestion,
  choices,
  onChange,
}: {
  suggestion: TableSuggestion | undefined;
  choices: SettledChoices;
  onChange: (fields: Partial<Choices>) => void;
}) {
  const { t } = useTranslation();
  if (!suggestion || choices.savedMapping) return null;
  const there = choices.goes === 'existing' && choices.tableId === suggestion.tableId;
  const elsewhere = choices.goes === 'existing' && !there && choices.tableId !== null;
  if (elsewhere) return null;
  const { name: table, matched, of } = suggestion;
  return (
    <div className={css.note} role="status" data-roving-row>
      <IconTable size={17} stroke={1.8} aria-hidden="true" />
      <p className="small">{t(there ? 'tableSuggestion.there' : 'tableSuggestion.perhaps', { table, matched, of })}</p>
      {there ? (
        <Button variant="subtle" size="compact-xs" onClick={() => onChange({ goes: 'new' })}>
          {t('tableSuggestion.newInstead')}
        </Button>
      ) : (
        <Button
          variant="light"
          size="compact-xs"
          onClick={() => onChange({ goes: 'existing', tableId: suggestion.tableId, tableKey: null })}
        >
          {t('tableSuggestion.useIt', { table })}
        </Button>
      )}
    </div>
  );
}
