import type { RuleViolation, Table } from '@sheetport/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { checkRules } from '../../api/api.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './columns.module.css';

/** Rows are counted when typing has come to rest. */
const REST_MS = 450;

/** How many existing rows violate the rules as they are typed. `change` is the body of the call as JSON. */
export function useExistingViolations(
  tableId: string,
  change: string | undefined,
): { violations: RuleViolation[] | undefined; counting: boolean; error: unknown } {
  const [settled, setSettled] = useState(change);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(change), REST_MS);
    return () => clearTimeout(timer);
  }, [change]);
  const query = useQuery({
    queryKey: KEYS.violations(tableId, settled),
    queryFn: ({ signal }) => checkRules(tableId, JSON.parse(settled ?? '{}'), { signal }),
    enabled: settled !== undefined,
    staleTime: 5000,
    placeholderData: keepPreviousData,
  });
  return {
    violations: query.data?.violations,
    counting: query.isFetching || settled !== change,
    error: settled === change && change !== undefined ? query.error : null,
  };
}

/** How many existing rows violate one rule, with examples. */
export function ExistingViolations({
  table,
  violation,
  counting,
}: {
  table: Table;
  violation: RuleViolation | undefined;
  counting: boolean;
}) {
  const { t } = useTranslation();
  if (!violation) return counting ? <p className="muted small">{t('rules.checking')}</p> : null;
  if (violation.count === null) return <p className="muted small">{t('rules.existingUnknown')}</p>;
  if (violation.count === 0) return <p className={`${css.keeps} small`}>✓ {t('rules.existingNone')}</p>;
  const key = table.key.map((name) => table.columns.find((column) => column.name === name)?.label ?? name).join(', ');
  const examples =
    violation.examples.length > 0
      ? t('rules.existingExamples', { values: violation.examples.map((value) => `“${value}”`).join(', ') })
      : violation.keys.length > 0
        ? t('rules.existingKeys', { key, values: violation.keys.map((one) => one.join(' · ')).join(', ') })
        : '';
  return (
    <p className={`${violation.blocks ? css.blocks : css.breaks} small digits`} role="status">
      {t('rules.existing', { count: violation.count })}
      {examples && ` (${examples})`}. {t(violation.blocks ? 'rules.existingBlock' : 'rules.existingStay')}
    </p>
  );
}
