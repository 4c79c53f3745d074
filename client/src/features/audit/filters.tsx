import { Button, NativeSelect, Select } from '@mantine/core';
import { AUDIT_ACTIONS, AUDIT_OUTCOMES, type AuditFilter } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { namesQuery } from '../../api/people.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { DayBox } from '../../ui/day-box.tsx';
import css from './audit.module.css';

/** What the trail shows. Everything chosen stands in the address, so that it can be kept and sent. */
export function AuditFilters({ filter, onChange }: { filter: AuditFilter; onChange: (fields: AuditFilter) => void }) {
  const { t } = useTranslation();
  const { data } = useQuery(namesQuery);
  const people = data?.people ?? [];
  const former = filter.person !== undefined && !people.some(({ id }) => id === filter.person);
  return (
    <search className={css.filters}>
      <Select
        aria-label={t('audit.person')}
        size="xs"
        className={css.select ?? ''}
        placeholder={t('audit.anyPerson')}
        value={filter.person ?? null}
        onChange={(person) => onChange({ person: person ?? undefined })}
        data={[
          ...people.map(({ id, name }) => ({ value: id, label: name })),
          ...(former ? [{ value: filter.person!, label: t('people.former') }] : []),
        ]}
        searchable
        clearable
      />
      <Select
        aria-label={t('audit.whatWasDone')}
        size="xs"
        className={css.select ?? ''}
        placeholder={t('audit.anyAction')}
        value={filter.action ?? null}
        onChange={(action) => onChange({ action: action ?? undefined })}
        data={AUDIT_ACTIONS.map((action) => ({ value: action, label: t(`audit.action.${action}`) }))}
        searchable
        clearable
      />
      <NativeSelect
        aria-label={t('audit.outcome')}
        size="xs"
        value={filter.outcome ?? ''}
        onChange={({ currentTarget }) =>
          onChange({ outcome: AUDIT_OUTCOMES.find((outcome) => outcome === currentTarget.value) })
        }
        data={[
          { value: '', label: t('audit.anyOutcome') },
          ...AUDIT_OUTCOMES.map((outcome) => ({ value: outcome, label: t(`audit.${outcome}`) })),
        ]}
      />
      <DayBox label={t('history.from')} day={filter.from} most={filter.to} onDay={(from) => onChange({ from })} />
      <DayBox label={t('history.to')} day={filter.to} least={filter.from} onDay={(to) => onChange({ to })} />
      {filter.objectId !== undefined && <span className="muted small">{t('audit.oneObject')}</span>}
      {Object.keys(filter).length > 0 && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => onChange(Object.fromEntries(Object.keys(filter).map((name) => [name, undefined])))}
        >
          {t('audit.clear')}
        </Button>
      )}
    </search>
  );
}
