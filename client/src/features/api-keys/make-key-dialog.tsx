import { Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import type { ApiKeySecret, KeyScopes, Permission } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { makeApiKey } from '../../api/api-keys.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { toCount } from '../../ui/to-count.ts';
import { useStep } from '../../ui/use-step.ts';
import { KeyRateField } from './key-rate-field.tsx';
import { type ChosenTables, KeyTablesField } from './key-tables-field.tsx';

const DAY_MS = 86_400_000;
const EXPIRIES = { in30: 30, in90: 90, in365: 365, never: null } as const;
type Expiry = keyof typeof EXPIRIES;
/** A scope is offered to whoever has a right that it includes. */
const OFFERED: readonly (readonly ['import' | 'export' | 'manage', Permission])[] = [
  ['import', 'table.import'],
  ['export', 'table.export'],
  ['manage', 'table.change'],
];

/** Asks what a key is for, what it may do and how long. */
export function MakeKeyDialog({ onMade, onClose }: { onMade: (made: ApiKeySecret) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<KeyScopes>([]);
  const [tables, setTables] = useState<ChosenTables>(null);
  const [expiry, setExpiry] = useState<Expiry>('in90');
  const [rate, setRate] = useState('');
  const { busy, error, run } = useStep();
  const isEmpty = tables !== null && tables.tableIds.length + tables.folderIds.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isEmpty) return;
    const days = EXPIRIES[expiry];
    const key = {
      name: name.trim(),
      scopes: scopes.length > 0 ? scopes : (['read'] as KeyScopes),
      ...(tables && { tables }),
      importRequestsPerMinute: toCount(rate),
      expiresAt: days === null ? null : new Date(Date.now() + days * DAY_MS).toISOString(),
    };
    void run(async () => onMade(await makeApiKey(key)));
  };
  return (
    <Modal opened onClose={onClose} title={t('apiKeys.makeTitle')} size="lg">
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t('apiKeys.name')}
          placeholder={t('apiKeys.namePlaceholder')}
          value={name}
          maxLength={120}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <fieldset className="stack" style={{ border: 0, margin: 0, padding: 0, gap: 10 }}>
          <legend style={{ padding: '0 0 6px', fontWeight: 600 }}>
            {t('apiKeys.scopes')}{' '}
            <span className="muted small" style={{ fontWeight: 400 }}>
              {t('apiKeys.scopesText')}
            </span>
          </legend>
          <Checkbox checked disabled readOnly label={t('apiKeys.read')} description={t('apiKeys.readText')} />
          {OFFERED.filter(([, permission]) => may(permission)).map(([scope]) => (
            <Checkbox
              key={scope}
              label={t(`apiKeys.${scope}`)}
              description={t(`apiKeys.${scope}Text`)}
              checked={scopes.includes(scope)}
              onChange={({ currentTarget: { checked } }) =>
                setScopes((before) => (checked ? [...before, scope] : before.filter((one) => one !== scope)))
              }
            />
          ))}
        </fieldset>
        <KeyTablesField value={tables} onChange={setTables} />
        {scopes.includes('import') && <KeyRateField value={rate} onChange={setRate} />}
        <NativeSelect
          label={t('apiKeys.expiry')}
          value={expiry}
          data={(Object.keys(EXPIRIES) as Expiry[]).map((value) => ({ value, label: t(`apiKeys.${value}`) }))}
          onChange={(event) => setExpiry(event.currentTarget.value as Expiry)}
        />
        <FormEnd
          label={t('apiKeys.make')}
          error={error}
          busy={busy}
          disabled={name.trim() === '' || isEmpty}
          onCancel={onClose}
        />
      </form>
    </Modal>
  );
}
