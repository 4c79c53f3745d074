import { expect, test } from 'vitest';
import { z } from 'zod';
import { Column } from '../entities/table.ts';
import { Filter } from '../http/filter.ts';
import { JobsQuery } from '../http/jobs.ts';
import { NewTable } from '../http/tables.ts';
import { openSchemaWriter } from './schemas.ts';

test('a schema that refers to itself is written once and referred to', () => {
  const writer = openSchemaWriter([{ schema: Filter, direction: 'input' }]);
  expect(writer.write(Filter, 'input')).toEqual({ $ref: '#/components/schemas/Filter' });
  expect(writer.write(z.array(Filter), 'input')).toEqual({
    type: 'array',
    items: { $ref: '#/components/schemas/Filter' },
  });
  expect(Object.keys(writer.components())).toEqual(['Filter', 'FilterOperator', 'Scalar']);
});

test('what reads otherwise in requests than in answers has two names, and only then', () => {
  const both = openSchemaWriter([
    { schema: NewTable, direction: 'input' },
    { schema: Column, direction: 'output' },
  ]);
  const { Rule, RuleInput, Column: column, NewColumn } = both.components();
  expect(JSON.stringify(Rule)).toContain('"required":["kind","severity"]');
  expect(JSON.stringify(RuleInput)).toContain('"required":["kind"]');
  expect(JSON.stringify(column)).toContain('/Rules"');
  expect(JSON.stringify(NewColumn)).toContain('/RulesInput"');
  expect(Object.keys(both.components())).not.toContain('ColumnTypeInput');

  const one = openSchemaWriter([{ schema: NewTable, direction: 'input' }]);
  expect(Object.keys(one.components())).toContain('Rule');
  expect(Object.keys(one.components())).not.toContain('RuleInput');
});

test('a name with words of its own beside it stays a reference', () => {
  const writer = openSchemaWriter([{ schema: JobsQuery, direction: 'input' }]);
  expect(writer.write(JobsQuery.shape.kind, 'input')).toEqual({
    description: expect.any(String),
    allOf: [{ $ref: '#/components/schemas/JobKind' }],
  });
});
