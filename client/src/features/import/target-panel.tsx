import { Radio } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { Choices, SettledChoices } from './choices.ts';
import { DestinationFields } from './destination-fields.tsx';
import css from './import.module.css';
import type { Plan } from './plan.ts';
import { StartButtons } from './start-buttons.tsx';
import type { StartKind } from './use-import-start.ts';
import { WriteFields } from './write-fields.tsx';

/** Where the rows go, how they are written, and what happens with rejected ones. */
export function TargetPanel({
  plan,
  choices,
  tables,
  onChange,
  onStart,
  starting,
  error,
  moreSheets,
  moreCount,
  chainFields,
}: {
  plan: Plan;
  choices: SettledChoices;
  tables: readonly Table[];
  onChange: (fields: Partial<Choices>) => void;
  onStart: (what: StartKind, how?: { allowRepeat: true }) => void;
  /** Which of the two is on its way. */
  starting: StartKind | null;
  error: unknown;
  /** Other sheets and files that can be imported with it, and how many of them are chosen. */
  moreSheets: ReactNode;
  moreCount: number;
  /** What is to follow the import. */
  chainFields: ReactNode;
}) {
  const { t } = useTranslation();
  const canStart = !plan.pending && plan.problems.length === 0 && plan.rows !== 0 && !starting;
  return (
    <aside className={css.aside}>
      <form
        className={`${css.target} panel`}
        onSubmit={(event) => {
          event.preventDefault();
          if (canStart) onStart('import');
        }}
      >
        <DestinationFields plan={plan} choices={choices} tables={tables} onChange={onChange} />
        <WriteFields plan={plan} choices={choices} onChange={onChange} />
        <Radio.Group
          label={t('import.onReject')}
          value={choices.onReject}
          onChange={(value) => onChange({ onReject: value === 'abort' ? 'abort' : 'skip' })}
        >
          <div className={css.options}>
            <Radio value="skip" label={t('import.skip')} description={t('import.skipHint')} />
            <Radio value="abort" label={t('import.abort')} description={t('import.abortHint')} />
          </div>
        </Radio.Group>
        {moreSheets}
        <StartButtons
          plan={plan}
          starting={starting}
          error={error}
          moreCount={moreCount}
          onDryRun={() => onStart('dryRun')}
          onRepeat={() => onStart('import', { allowRepeat: true })}
          onUpdate={() => onChange({ mode: 'upsert' })}
        />
        {chainFields}
      </form>
    </aside>
  );
}
