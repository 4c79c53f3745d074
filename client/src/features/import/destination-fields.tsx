import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { formatRestriction } from '../../i18n/format-restriction.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { TablePlaceFields } from '../tables/table-place-fields.tsx';
import { useTablePlaces } from '../tables/use-table-places.ts';
import type { Choices, SettledChoices } from './choices.ts';
import { isSameName } from './import-names.ts';
import type { Plan } from './plan.ts';

/** Whether the rows go into a new table or an existing one, and which. */
export function DestinationFields({
  plan,
  choices,
  tables,
  onChange,
}: {
  plan: Plan;
  choices: SettledChoices;
  tables: readonly Table[];
  onChange: (fields: Partial<Choices>) => void;
}) {
  const { t } = useTranslation();
  const places = useTablePlaces();
  const existing = choices.goes === 'existing';
  const wrongName = plan.problems.find((problem) => problem.code === 'noName' || problem.code === 'nameTaken');
  const namesake = tables.find((table) => isSameName(table.name, plan.name));
  return (
    <div className="stack">
      <h2>{t('import.where')}</h2>
      {places.mayCreate && (
        <SegmentedControl
          fullWidth
          aria-label={t('import.where')}
          value={choices.goes}
          onChange={(goes) => onChange({ goes: goes === 'existing' ? 'existing' : 'new' })}
          data={[
            { value: 'new', label: t('import.newTable') },
            { value: 'existing', label: t('import.existingTable'), disabled: tables.length === 0 },
          ]}
        />
      )}
      {existing ? (
        <Select
          label={t('import.table')}
          placeholder={t('import.chooseTable')}
          data={tables.map((table) => ({ value: table.id, label: table.name }))}
          value={choices.tableId}
          onChange={(tableId) => onChange({ tableId, tableKey: null })}
          searchable={tables.length > 6}
          nothingFoundMessage={t('import.noTables')}
          allowDeselect={false}
        />
      ) : (
        <TextInput
          label={t('import.tableName')}
          value={plan.name}
          maxLength={120}
          error={wrongName ? t(`problem.${wrongName.code}`, { column: wrongName.column ?? '' }) : undefined}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      )}
      {!existing && (
        <TablePlaceFields
          places={places}
          place={{ folderId: choices.folderId, restricted: choices.restricted }}
          onChange={onChange}
        />
      )}
      {existing && plan.table?.restriction && (
        <Note tone="warn" title={t('attach.cannotImport')}>
          {formatRestriction(plan.table.restriction, t)}
        </Note>
      )}
      {existing && plan.table?.triggers && (
        <p className="muted small">
          {t('attach.triggers', { count: plan.table.triggers.length, names: plan.table.triggers.join(', ') })}
        </p>
      )}
      {!existing && namesake && (
        <Button
          variant="light"
          size="xs"
          onClick={() => onChange({ goes: 'existing', tableId: namesake.id, tableKey: null })}
        >
          {t('import.useTable')}
        </Button>
      )}
    </div>
  );
}
