import { type Column, IdParams, type Rule, XLSX } from '@sheetport/contract';
import type { RoleHolder } from '@sheetport/core';
import { columnValues, introspect } from '@sheetport/tables';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { attachment, cleanFileName } from '../../http/file-name.ts';
import { checkRules } from '../tables/alter-table.ts';
import { findHiddenReferences } from '../tables/hidden-references.ts';
import { findTable } from '../tables/table-routes.ts';
import { columnsOf, shownKey, tableRefOf } from '../tables/table-view.ts';
import { TEMPLATE_LANGUAGES, TEMPLATE_WORDS } from './template-texts.ts';
import { type TemplatePlan, writeTemplate } from './write-template.ts';

/** Values that a drop-down offers. More would make the workbook slow to open, and nobody scrolls through them. */
const MAX_OFFERED = 5000;

const TemplateQuery = z.object({
  lang: z.enum(TEMPLATE_LANGUAGES).default('en').describe('The language of its notes and messages.'),
});

/** An empty workbook of a table's columns, to fill in and to import. */
export function routeTemplate(app: App, context: Context): void {
  app.get(
    '/api/tables/:id/template.xlsx',
    {
      config: { permission: 'table.see', object: 'table', audit: true },
      schema: {
        operationId: 'downloadTemplate',
        tags: ['Tables'],
        summary: 'Download a template',
        description:
          'An empty workbook with the columns of the table and drop-downs, checks and notes made of its rules. Filled in, it can be imported.',
        errors: [...TABLE_ERRORS, 'invalid_rule', 'invalid_filter'],
        answers: { 200: { description: 'The workbook.', types: [XLSX] } },
        responseHeaders: ['Content-Disposition'],
        params: IdParams,
        querystring: TemplateQuery,
      },
    },
    async (request, reply) => {
      const row = await findTable(context, request.params.id);
      const words = TEMPLATE_WORDS[request.query.lang];
      const plan = await context.browsePool.run((client) => planTemplate(client, principalOf(request), row), {
        signal: request.clientGone,
      });
      const bytes = await writeTemplate({ ...plan, words });
      return reply
        .type(XLSX)
        .header(
          'content-disposition',
          attachment(cleanFileName(`${row.name.replace(/[\\/]/g, '-')} ${words.name}.xlsx`)),
        )
        .header('cache-control', 'private, no-store')
        .header('x-content-type-options', 'nosniff')
        .send(Buffer.from(bytes));
    },
  );
}

async function planTemplate(
  client: PoolClient,
  person: RoleHolder,
  row: Awaited<ReturnType<typeof findTable>>,
): Promise<Omit<TemplatePlan, 'words'>> {
  const table = await introspect(client, tableRefOf(row));
  const columnsNow = columnsOf(row, table);
  // Of a table that the person may not know of the workbook says nothing: neither its name nor a list of its values.
  const hidden = await findHiddenReferences(client, person, columnsNow);
  const known = columnsNow.map((column) => ({
    ...column,
    rules: column.rules.filter((rule) => rule.kind !== 'reference' || !hidden.has(rule.table)),
  }));
  const rules = await checkRules(client, row, known);
  const key = shownKey(table);
  const columns: TemplatePlan['columns'][number][] = [];
  for (const column of known.filter(({ generated }) => generated !== true)) {
    const own = rules.filter((rule) => rule.column === column.name);
    const values = await findAllowedValues(
      column,
      own.map(({ rule }) => rule),
      async () => {
        const check = own.find((rule) => rule.check.kind === 'reference')?.check;
        return check?.kind === 'reference' ? columnValues(client, check.to, check.to.column, MAX_OFFERED + 1) : [];
      },
    );
    columns.push({ column, isKey: key.includes(column.name), rules: own, ...(values ? { values } : {}) });
  }
  return { name: row.name, columns };
}

async function findAllowedValues(
  column: Column,
  rules: readonly Rule[],
  readReferenced: () => Promise<string[]>,
): Promise<{ texts: readonly string[]; whole: boolean } | undefined> {
  const listed = rules.find(({ kind }) => kind === 'list' || kind === 'reference');
  if (listed?.kind === 'list') return { texts: listed.values, whole: true };
  if (!listed) return column.enumValues && { texts: column.enumValues, whole: true };
  const texts = await readReferenced();
  return { texts: texts.slice(0, MAX_OFFERED), whole: texts.length <= MAX_OFFERED };
}
