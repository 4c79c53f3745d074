/** The calls about export templates. Not part of what the home page loads. */
import { queryOptions } from '@tanstack/react-query';
import { act, readAs } from './api.ts';
import { ExportTemplate, ExportTemplates } from './page-shapes.ts';
import { queryClient } from './queries.ts';
import { KEYS } from './query-keys.ts';

export const exportTemplatesQuery = queryOptions({
  queryKey: KEYS.exportTemplates,
  queryFn: ({ signal }) => readAs(ExportTemplates, '/api/templates', { signal }),
});

export async function uploadExportTemplate(file: File): Promise<ExportTemplate> {
  const body = new FormData();
  body.set('file', file);
  const template = await readAs(ExportTemplate, '/api/templates', { method: 'POST', body });
  await queryClient.invalidateQueries({ queryKey: KEYS.exportTemplates });
  return template;
}

export async function deleteExportTemplate(id: string): Promise<void> {
  await act(`/api/templates/${id}`, { method: 'DELETE' });
  await queryClient.invalidateQueries({ queryKey: KEYS.exportTemplates });
}
