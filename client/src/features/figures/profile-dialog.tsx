import { Modal } from '@mantine/core';
import {
  type Column,
  type Filter,
  isNumber,
  type Table,
  type TableColumnProfile,
  type Value,
} from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { profileQuery } from '../../api/figures.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { formatValue } from '../../ui/format-value.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './figures.module.css';
import { roundAverage } from './sum-cells.ts';

/** Values of which one sees how often each comes. */
const MOST_VALUES = 10;

/** A column at a glance: how its values lie, which come most often, and its figures; of the rows that a filter leaves. */
export function ProfileDialog({
  table,
  column,
  filter,
  onClose,
}: {
  table: Table;
  column: Column;
  filter: Filter | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const query = useQuery(profileQuery(table.id, column.name, filter));
  return (
    <Modal opened onClose={onClose} title={t('figures.title', { column: column.label })} size="md">
      {query.data ? (
        <Profile column={column} profile={query.data} />
      ) : query.error ? (
        <QueryError query={query} />
      ) : (
        <LinesSkeleton />
      )}
    </Modal>
  );
}

function Profile({ column, profile }: { column: Column; profile: TableColumnProfile }) {
  const { t } = useTranslation();
  const format = useFormats();
  const [yes, no] = [t('value.yes'), t('value.no')];
  const { rows, filled, distinct, distinctIsExact, lowest, highest, longest, top = [], histogram } = profile;
  const textOf = (value: Value | undefined) =>
    value == null ? '—' : (formatValue(value, column, format, yes, no) ?? '—');
  const hasRange = lowest !== undefined && highest !== undefined;
  const facts: [string, string][] = [
    [t('figures.rows'), format.count(rows)],
    [t('figures.blank'), `${format.count(rows - filled)} (${format.percent(rows > 0 ? (rows - filled) / rows : 0)})`],
    [t('figures.distinct'), distinctIsExact ? format.count(distinct) : `≈ ${format.count(distinct)}`],
    ...(hasRange && column.type !== 'text'
      ? ([
          [t('figures.lowest'), textOf(lowest)],
          [t('figures.highest'), textOf(highest)],
        ] as [string, string][])
      : []),
    ...(profile.median != null ? ([[t('figures.median'), textOf(profile.median)]] as [string, string][]) : []),
    ...(isNumber(column.type) && profile.sum != null
      ? ([
          [t('figures.sum'), textOf(profile.sum)],
          [t('figures.average'), format.decimal(roundAverage(String(profile.average ?? '')))],
        ] as [string, string][])
      : []),
    ...(column.type === 'text' && longest > 0
      ? ([[t('figures.longest'), format.count(longest)]] as [string, string][])
      : []),
  ];
  const isDrawn = histogram?.some((height) => height > 0) === true;
  return (
    <div className="stack">
      {isDrawn && (
        <figure style={{ margin: 0 }}>
          <Histogram
            heights={histogram ?? []}
            label={t('figures.picture', { from: textOf(lowest), to: textOf(highest) })}
          />
          <figcaption className={css.ends}>
            <span>{textOf(lowest)}</span>
            <span>{textOf(highest)}</span>
          </figcaption>
        </figure>
      )}
      <dl className={`${css.facts} digits`}>
        {facts.map(([name, text]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {top.length > 0 && distinct < filled && (
        <section>
          <h3 className="small muted">{t('figures.top')}</h3>
          <ul className={css.top}>
            {top.slice(0, MOST_VALUES).map(({ value, count }) => (
              <li key={value} className={css.value}>
                <span className="one-line" title={value}>
                  {textOf(column.type === 'boolean' ? value === 'true' || value === 't' : value)}
                </span>
                <span className="muted digits">
                  {format.count(count)} · {format.percent(count / Math.max(1, filled))}
                </span>
                <span className={css.bar} aria-hidden="true">
                  <span style={{ width: `${(count / Math.max(1, filled)) * 100}%` }} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Histogram({ heights, label }: { heights: readonly number[]; label: string }) {
  const most = Math.max(...heights);
  const wide = 400 / heights.length;
  return (
    <svg viewBox="0 0 400 120" className={css.picture} role="img" aria-label={label} preserveAspectRatio="none">
      {heights.map((height, at) => {
        const tall = height === 0 ? 0 : Math.max(3, (height / most) * 118);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          <rect key={at} x={at * wide + 1} width={Math.max(1, wide - 2)} y={120 - tall} height={tall} rx="2" />
        );
      })}
    </svg>
  );
}
