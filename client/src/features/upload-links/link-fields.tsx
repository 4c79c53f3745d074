import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { RetriesField, RunFields } from '../automation/run-fields.tsx';
import { dayOf, type LinkDraft } from './link-draft.ts';

/** What becomes of headings that the mapping does not know. */
const POLICIES = ['table', 'refuse', 'ignore'] as const;
export const HALF = { flex: '1 1 150px' };

/** Asks for what may be changed of a link later, too. @param children what is asked of a new one alone @param size beside how many files it takes */
export function LinkFields({
  draft,
  onChange,
  children,
  size,
}: {
  draft: LinkDraft;
  onChange: (part: Partial<LinkDraft>) => void;
  children?: ReactNode;
  size?: ReactNode;
}) {
  const { t } = useTranslation();
  const { name, message, day, maxFiles, newColumns, run, retries } = draft;
  return (
    <>
      <TextInput
        label={t('uploadLinks.name')}
        description={t('uploadLinks.nameText')}
        value={name}
        maxLength={120}
        required
        data-autofocus
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t('uploadLinks.message')}
        description={t('uploadLinks.messageText')}
        value={message}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={(event) => onChange({ message: event.currentTarget.value })}
      />
      {children}
      <div className="row wrap" style={{ alignItems: 'flex-start' }}>
        <TextInput
          style={HALF}
          type="date"
          label={t('uploadLinks.deadline')}
          value={day}
          min={dayOf(new Date())}
          required
          onChange={(event) => onChange({ day: event.currentTarget.value })}
        />
        <TextInput
          style={HALF}
          type="number"
          label={t('uploadLinks.maxFiles')}
          value={maxFiles}
          min={1}
          max={1000}
          required
          onChange={(event) => onChange({ maxFiles: event.currentTarget.value })}
        />
        {size}
      </div>
      <RunFields draft={run} onChange={(part) => onChange({ run: { ...run, ...part } })}>
        <NativeSelect
          label={t('feeds.newColumns')}
          value={newColumns}
          data={POLICIES.map((value) => ({ value, label: t(`uploadLinks.newColumns.${value}`) }))}
          onChange={({ currentTarget: { value } }) =>
            onChange({ newColumns: POLICIES.find((one) => one === value) ?? 'table' })
          }
        />
        <RetriesField value={retries} onChange={(retries) => onChange({ retries })} />
      </RunFields>
    </>
  );
}
