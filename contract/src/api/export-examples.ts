/** Examples of exports and of their templates. A test parses each by its shape. */
import type { z } from 'zod';
import type { ExportTemplate } from '../entities/export-template.ts';
import type { NewExport } from '../http/exports.ts';

const TABLE_ID = '0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03';
const TEMPLATE_ID = '0199c1b0-11f2-7c3b-b2aa-0d9c4e7f667e';
const AT = '2026-01-15T09:30:00.000Z';

const newWorkbook: z.input<typeof NewExport> = {
  tableId: TABLE_ID,
  formats: [
    { column: 'order_no', total: 'count' },
    { column: 'quantity', value: { kind: 'number', decimals: 0 }, total: 'sum', highlight: { kind: 'bar' } },
  ],
  workbook: { range: 'table', cover: true, print: { fitToWidth: true, repeatHeader: true } },
};
const newExport: z.input<typeof NewExport> = {
  tableId: TABLE_ID,
  columns: ['order_no', 'quantity'],
  filter: {
    and: [
      { column: 'quantity', op: 'ge', value: 10 },
      {
        or: [
          { column: 'order_no', op: 'lt', value: 100 },
          { column: 'order_no', op: 'in', value: [500, 501] },
        ],
      },
    ],
  },
  sort: [{ column: 'quantity', desc: true }],
  format: 'csv',
};

const template: ExportTemplate = {
  id: TEMPLATE_ID,
  name: 'Offer.xlsx',
  bytes: 21_004,
  placeholders: {
    marks: [
      { sheet: 'Offer', cell: 'A1', names: ['exported_at'] },
      { sheet: 'Offer', cell: 'A4', names: ['Order no'] },
    ],
    tables: [],
    blocks: [{ sheet: 'Offer', first: 4, last: 5, open: 'A3', close: 'A6' }],
    macros: false,
  },
  createdBy: 'owner',
  createdAt: AT,
};

export const EXPORT_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  NewExport: {
    filtered: newExport,
    workbook: newWorkbook,
    template: { tableId: TABLE_ID, templateId: TEMPLATE_ID },
    templateOfSeveral: {
      templateId: TEMPLATE_ID,
      sheets: [
        { tableId: TABLE_ID },
        { tableId: TABLE_ID, name: 'Unpaid', filter: { column: 'paid', op: 'eq', value: false } },
      ],
    },
  },
  ExportTemplate: { offer: template },
  ExportTemplates: { list: { templates: [template] } },
};
