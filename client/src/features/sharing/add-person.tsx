import { Button, NativeSelect, Select } from '@mantine/core';
import { type PersonShare, TABLE_ROLES, type TableRole } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { namesQuery } from '../../api/people.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './sharing.module.css';

/** Chooses a person and a role. Who was given one by name already, or is an owner of the service, is not offered. */
export function AddPerson({
  people,
  busy,
  onAdd,
}: {
  people: readonly PersonShare[];
  busy: boolean;
  onAdd: (personId: string, role: TableRole) => Promise<void>;
}) {
  const { t } = useTranslation();
  const { data } = useQuery(namesQuery);
  const [personId, setPersonId] = useState<string | null>(null);
  const [role, setRole] = useState<TableRole>('viewer');
  const known = new Set(
    people.flatMap((one) => (one.grant !== null || one.because === 'service_owner' ? [one.personId] : [])),
  );
  const others = (data?.people ?? []).filter(({ id }) => !known.has(id));
  if (data && others.length === 0) return <p className="muted small">{t('sharing.nobodyLeft')}</p>;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (personId === null) return;
    await onAdd(personId, role);
    setPersonId(null);
  };
  return (
    <form className={css.add} onSubmit={submit}>
      <Select
        className={css.person ?? ''}
        label={t('sharing.person')}
        placeholder={t('sharing.choose')}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        value={personId}
        onChange={setPersonId}
        searchable={others.length > 6}
      />
      <NativeSelect
        className={css.role ?? ''}
        label={t('sharing.role')}
        value={role}
        onChange={(event) => setRole(TABLE_ROLES.find((one) => one === event.currentTarget.value) ?? 'viewer')}
        data={TABLE_ROLES.map((one) => ({ value: one, label: t(`tableRole.${one}`) }))}
      />
      <Button type="submit" disabled={personId === null || busy}>
        {t('sharing.add')}
      </Button>
      <p className="muted small" style={{ flexBasis: '100%' }}>
        {t(`sharing.${role}Text`)}
      </p>
    </form>
  );
}
