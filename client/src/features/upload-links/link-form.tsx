import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { MadeUploadLink, SavedMapping } from '@sheetport/contract';
import { IconFileImport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { makeUploadLink, savedMappingsQuery } from '../../api/upload-links.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useStep } from '../../ui/use-step.ts';
import { mappedHeadings, shortenHeadings } from '../automation/mapping-headings.ts';
import { isLinkWhole, linkDraftOf, toLinkParts } from './link-draft.ts';
import { HALF, LinkFields } from './link-fields.tsx';

const MB = 1024 * 1024;

interface Props {
  tableId: string;
  onMade: (made: MadeUploadLink) => void;
  onBack: () => void;
}

/** Asks what a link takes, from when to when, and makes it. */
export function LinkForm(props: Props) {
  const { t } = useTranslation();
  const query = useQuery(savedMappingsQuery);
  if (query.isPending) return <LinesSkeleton lines={4} />;
  if (!query.data) return <QueryError query={query} />;
  const mappings = query.data.mappings.filter(
    (mapping) => mapping.tableId === props.tableId && mappedHeadings(mapping).length > 0,
  );
  if (mappings.length > 0) return <Fields {...props} mappings={mappings} />;
  return (
    <Empty
      icon={<IconFileImport size={22} stroke={1.6} />}
      title={t('uploadLinks.noMapping')}
      text={t('uploadLinks.noMappingText')}
    >
      <Button variant="default" onClick={props.onBack}>
        {t('uploadLinks.back')}
      </Button>
    </Empty>
  );
}

function Fields({ tableId, mappings, onMade, onBack }: Props & { mappings: SavedMapping[] }) {
  const { t } = useTranslation();
  const { busy, error, run } = useStep();
  const [draft, setDraft] = useState(() => linkDraftOf(undefined));
  const [mappingId, setMappingId] = useState(mappings[0]!.id);
  const [mode, setMode] = useState('insert');
  const [onReject, setOnReject] = useState('skip');
  const [maxMb, setMaxMb] = useState('10');
  const mapping = mappings.find(({ id }) => id === mappingId) ?? mappings[0]!;
  const modes = mapping.key.length > 0 ? (['insert', 'upsert', 'update'] as const) : (['insert'] as const);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () =>
      onMade(
        await makeUploadLink(tableId, {
          ...toLinkParts(draft),
          mappingId,
          mode: modes.find((one) => one === mode) ?? 'insert',
          onReject: onReject === 'abort' ? 'abort' : 'skip',
          maxFileBytes: Math.max(1, Math.round(Number(maxMb) * MB)),
        }),
      ),
    );
  };
  const size = (
    <TextInput
      style={HALF}
      type="number"
      label={t('uploadLinks.maxMb')}
      value={maxMb}
      min={0.1}
      step="any"
      required
      onChange={(event) => setMaxMb(event.currentTarget.value)}
    />
  );
  return (
    <form className="stack" onSubmit={submit}>
      <LinkFields draft={draft} size={size} onChange={(part) => setDraft({ ...draft, ...part })}>
        <NativeSelect
          label={t('uploadLinks.mapping')}
          value={mappingId}
          data={mappings.map(({ id, fileName: file, columns }) => ({
            value: id,
            label: t('uploadLinks.mappingOf', { file, columns: shortenHeadings(mappedHeadings({ columns })) }),
          }))}
          onChange={(event) => setMappingId(event.currentTarget.value)}
        />
        <div className="row wrap" style={{ alignItems: 'flex-start' }}>
          {modes.length > 1 && (
            <NativeSelect
              style={HALF}
              label={t('uploadLinks.mode')}
              value={mode}
              data={modes.map((value) => ({ value, label: t(`uploadLinks.${value}`) }))}
              onChange={(event) => setMode(event.currentTarget.value)}
            />
          )}
          <NativeSelect
            style={HALF}
            label={t('uploadLinks.onReject')}
            value={onReject}
            data={(['skip', 'abort'] as const).map((value) => ({ value, label: t(`uploadLinks.${value}`) }))}
            onChange={(event) => setOnReject(event.currentTarget.value)}
          />
        </div>
      </LinkFields>
      <FormEnd
        label={t('uploadLinks.make')}
        error={error}
        busy={busy}
        disabled={!isLinkWhole(draft)}
        onCancel={onBack}
      />
    </form>
  );
}
