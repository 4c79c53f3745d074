/** A rule in a few words, for a chip and for sentences about it. */
import type { ColumnType, Rule, Table } from '@sheetport/contract';
import type { Translate } from '../../i18n/translate.ts';
import { TYPE_FACTS } from '../../ui/column-types.ts';
import type { Formats } from '../../ui/format.ts';

type Tables = readonly Pick<Table, 'id' | 'name' | 'columns'>[];

/** What a rule asks. `tables` give the names that a reference goes to; none where they are not known yet. */
export function formatRule(
  rule: Rule,
  type: ColumnType,
  tables: Tables | undefined,
  t: Translate,
  format: Formats,
): string {
  switch (rule.kind) {
    case 'list':
      return t('rules.chip.list', { count: rule.values.length });
    case 'pattern':
      return t('rules.chip.pattern', { pattern: rule.pattern });
    case 'length': {
      const [min, max] = [rule.min, rule.max].map((bound) => (bound === undefined ? '' : format.count(bound)));
      if (min && max) return t('rules.chip.lengthBoth', { min, max });
      return min ? t('rules.chip.lengthMin', { min }) : t('rules.chip.lengthMax', { max: max ?? '' });
    }
    case 'range': {
      const [min, max] = [rule.min, rule.max].map((bound) =>
        bound === undefined ? '' : formatBound(bound, type, format),
      );
      if (min && max) return t('rules.chip.rangeBoth', { min, max });
      return min ? t('rules.chip.rangeMin', { min }) : t('rules.chip.rangeMax', { max: max ?? '' });
    }
    case 'reference': {
      const table = tables?.find(({ id }) => id === rule.table);
      const column = table?.columns.find(({ name }) => name === rule.column)?.label;
      if (!tables) return t('rules.kind.reference');
      if (!table || column === undefined) return t('rules.chip.gone');
      return t(rule.create ? 'rules.chip.creates' : 'rules.chip.reference', { table: table.name, column });
    }
    default:
      return t(`rules.chip.${rule.kind}`);
  }
}

function formatBound(bound: string | number, type: ColumnType, format: Formats): string {
  return TYPE_FACTS[type].format(bound, format);
}
