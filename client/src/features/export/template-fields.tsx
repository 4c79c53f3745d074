import { ActionIcon, Button, FileButton, NativeSelect, Tooltip } from '@mantine/core';
import { BLOCK_CLOSE, BLOCK_OPEN, type Table } from '@sheetport/contract';
import { IconTrash, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../api/api.ts';
import { deleteExportTemplate, exportTemplatesQuery, uploadExportTemplate } from '../../api/export-templates.ts';
import { useMay } from '../../api/use-may.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useKeptLimit } from '../../ui/make-button.tsx';
import { useStep } from '../../ui/use-step.ts';
import css from './export.module.css';
import { OtherTables } from './other-tables.tsx';
import { exampleOf, TemplateNote, TemplateProblemNote } from './template-note.tsx';
import type { TemplateFit } from './use-template-fit.ts';

/** A workbook of one's own that is filled: chosen, brought, or taken away. */
export function TemplateFields({
  table,
  templateId,
  others,
  fit,
  onChange,
  onOthers,
}: {
  table: Table;
  templateId: string | null;
  /** Tables that fill other blocks of it. */
  others: string[];
  /** Whether the chosen one takes the rows. */
  fit: TemplateFit | null;
  onChange: (id: string | null) => void;
  onOthers: (ids: string[]) => void;
}) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { data } = useQuery({ ...exportTemplatesQuery, enabled: may('template.see') });
  const { busy, error, run } = useStep();
  const templates = data?.templates ?? [];
  const { isFull, text } = useKeptLimit('templates', templates.length);
  const chosen = templates.find(({ id }) => id === templateId);
  if (templates.length === 0 && !may('template.create')) return null;
  return (
    <div className="stack">
      <div className={css.template}>
        <NativeSelect
          label={t('exports.template')}
          value={chosen?.id ?? ''}
          onChange={(event) => onChange(event.currentTarget.value || null)}
          data={[
            { value: '', label: t('exports.newWorkbook') },
            ...templates.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {may('template.create') && (
          <FileButton
            accept=".xlsx,.xlsm"
            onChange={(file) => file && void run(async () => onChange((await uploadExportTemplate(file)).id))}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                loading={busy}
                disabled={isFull}
                leftSection={<IconUpload size={16} stroke={1.7} />}
              >
                {t('exports.uploadTemplate')}
              </Button>
            )}
          </FileButton>
        )}
        {chosen && may('template.delete', chosen) && (
          <Tooltip label={t('exports.deleteTemplate')}>
            <ActionIcon
              variant="default"
              size={36}
              aria-label={t('exports.deleteTemplate')}
              disabled={busy}
              onClick={() =>
                void run(async () => {
                  await deleteExportTemplate(chosen.id);
                  onChange(null);
                })
              }
            >
              <IconTrash size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {text !== null && <p className="muted small">{text}</p>}
      {!chosen && (
        <p className="muted small">
          {t('exports.templateHint', { example: exampleOf(table), open: BLOCK_OPEN, close: BLOCK_CLOSE })}
        </p>
      )}
      {chosen && (others.length > 0 || chosen.placeholders?.blocks?.some(({ name }) => name !== undefined)) && (
        <OtherTables
          table={table}
          label={t('exports.templateOthers')}
          description={t('exports.templateOthersNote', { block: `{{#each ${table.name}}}`, close: BLOCK_CLOSE })}
          chosen={others}
          onChange={onOthers}
        />
      )}
      {chosen && fit && <TemplateNote key={chosen.id} table={table} fit={fit} />}
      {error instanceof ApiError && error.templateProblem ? (
        <TemplateProblemNote problem={error.templateProblem} table={table} />
      ) : (
        error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>
      )}
    </div>
  );
}
