import { Modal, NativeSelect, TextInput } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { changeTable } from '../../api/api.ts';
import { queryClient, tableQuery } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { toCount } from '../../ui/to-count.ts';
import { useStep } from '../../ui/use-step.ts';

const POLICIES = ['refuse', 'ignore', 'extend'] as const;

/** Asks what holds for imports into a table that run by themselves: new columns, and how many begin in a minute. */
export function ImportRulesDialog({ table, onClose }: { table: Table; onClose: () => void }) {
  const { t } = useTranslation();
  const [policy, setPolicy] = useState<Table['newColumns']>(table.newColumns);
  const [perMinute, setPerMinute] = useState(String(table.importsPerMinute ?? ''));
  const { busy, error, run } = useStep();
  const save = async () => {
    const change = { newColumns: policy ?? null, importsPerMinute: toCount(perMinute) };
    queryClient.setQueryData(tableQuery(table.id).queryKey, await changeTable(table.id, change));
    void queryClient.invalidateQueries({ queryKey: KEYS.tables });
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(save);
  };
  return (
    <Modal opened onClose={onClose} title={t('runs.tableTitle', { name: table.name })}>
      <form className="stack" onSubmit={submit}>
        <NativeSelect
          label={t('feeds.newColumns')}
          description={t('runs.tablePolicyText')}
          inputWrapperOrder={['label', 'input', 'description']}
          value={policy ?? ''}
          data={[
            { value: '', label: t('runs.tableNothing') },
            ...POLICIES.map((value) => ({ value, label: t(`feeds.policy.${value}`) })),
          ]}
          data-autofocus
          onChange={({ currentTarget: { value } }) => setPolicy(POLICIES.find((one) => one === value))}
        />
        <TextInput
          type="number"
          label={t('runs.perMinute')}
          placeholder={t('schedules.noLimit')}
          description={t('runs.perMinuteText')}
          inputWrapperOrder={['label', 'input', 'description']}
          value={perMinute}
          min={1}
          max={10_000}
          onChange={(event) => setPerMinute(event.currentTarget.value)}
        />
        <FormEnd label={t('runs.save')} error={error} busy={busy} disabled={false} onCancel={onClose} />
      </form>
    </Modal>
  );
}
