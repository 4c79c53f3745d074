import { IdParams, Job, Language } from '@sheetport/contract';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS, TABLE_ERRORS } from '../../http/error-groups.ts';
import { answerStarted } from '../jobs/start-job.ts';
import { PreferHeaders } from '../jobs/wait-for-end.ts';
import { answerWorkbook, HOW_IT_ANSWERS, WORKBOOK_ANSWER } from '../workbooks/answer-workbook.ts';
import { planImportTemplate } from '../workbooks/plan-workbook.ts';

const TemplateQuery = z.object({
  lang: Language.default('en').describe('The language of its notes and messages.'),
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
        description: `An empty workbook with the columns of the table and drop-downs, checks and notes made of its rules. Filled in, it can be imported. ${HOW_IT_ANSWERS}`,
        errors: [...NEW_JOB_ERRORS, ...TABLE_ERRORS, 'invalid_rule', 'invalid_filter', 'quota_storage'],
        answers: WORKBOOK_ANSWER,
        headers: PreferHeaders,
        params: IdParams,
        querystring: TemplateQuery,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { params, query, clientGone } = request;
      const planned = await planImportTemplate(context, principal, params.id, query.lang, clientGone);
      const row = await answerWorkbook(context, request, reply, principal, planned);
      return row ? answerStarted(context, reply, { row, replayed: false }) : reply;
    },
  );
}
