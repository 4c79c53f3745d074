import { Modal, NativeSelect, NumberInput } from '@mantine/core';
import type { Person, PersonLimits } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { changePerson, usageOfQuery } from '../../api/people.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { UsageLines } from '../account/usage-panel.tsx';
import css from './people.module.css';

type Kind = keyof PersonLimits;
const KINDS: readonly Kind[] = ['storedBytes', 'openJobs', 'rowsPerDay'];
/** Bytes are typed in these, as `format.bytes` shows them. */
const MEGABYTE = 1024 ** 2;
const unitOf = (kind: Kind) => (kind === 'storedBytes' ? MEGABYTE : 1);

/** What a person uses, and limits of their own in place of those of the service. */
export function LimitsDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(usageOfQuery(person.id));
  const [limits, setLimits] = useState<PersonLimits>(person.limits);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await changePerson(person.id, { limits });
      await Promise.all([KEYS.people, KEYS.usage].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      onClose();
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t('people.limitsTitle', { name: person.name })} size="lg">
      <form className="stack" onSubmit={submit}>
        {query.isPending ? (
          <LinesSkeleton lines={3} />
        ) : !query.data ? (
          <QueryError query={query} />
        ) : (
          <>
            <UsageLines usage={query.data.usage} />
            {KINDS.map((kind) => (
              <LimitField
                key={kind}
                kind={kind}
                value={limits[kind]}
                standard={query.data.standard[kind] ?? 0}
                onChange={(value) => setLimits((before) => ({ ...before, [kind]: value }))}
              />
            ))}
          </>
        )}
        <p className="muted small">{t('people.limitsText')}</p>
        <FormEnd label={t('people.limitsSave')} error={error} busy={busy} disabled={!query.data} onCancel={onClose} />
      </form>
    </Modal>
  );
}

/** One limit: that of the service, none, or a number. */
function LimitField({
  kind,
  value,
  standard,
  onChange,
}: {
  kind: Kind;
  value: number | null;
  /** 0 is no limit. */
  standard: number;
  onChange: (value: number | null) => void;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const label = t(`usage.${kind}`);
  const show = kind === 'storedBytes' ? format.bytes : format.count;
  const which = value === null ? 'standard' : value === 0 ? 'none' : 'own';
  return (
    <div className={css.limit}>
      <NativeSelect
        label={label}
        value={which}
        data={[
          {
            value: 'standard',
            label: t('people.limitStandard', { limit: standard === 0 ? t('people.limitNone') : show(standard) }),
          },
          { value: 'own', label: t('people.limitOwn') },
          { value: 'none', label: t('people.limitNone') },
        ]}
        onChange={({ currentTarget: { value: chosen } }) =>
          onChange(chosen === 'standard' ? null : chosen === 'none' ? 0 : standard || 1000 * unitOf(kind))
        }
      />
      {which === 'own' && (
        <NumberInput
          label={t(kind === 'storedBytes' ? 'people.limitMegabytes' : 'people.limitNumber')}
          aria-label={t('people.limitOf', { what: label })}
          min={1}
          max={Math.floor((kind === 'openJobs' ? 10_000_000 : Number.MAX_SAFE_INTEGER) / unitOf(kind))}
          allowDecimal={false}
          allowNegative={false}
          value={Math.round((value ?? 0) / unitOf(kind))}
          onChange={(typed) => {
            if (typeof typed === 'number' && typed >= 1) onChange(typed * unitOf(kind));
          }}
        />
      )}
    </div>
  );
}
