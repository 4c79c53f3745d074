import { Tooltip } from '@mantine/core';
import type { SheetColumn } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import css from './import.module.css';

/** Shares of more values than this are slivers that say nothing. */
const FEW = 40;

/** A column at a glance: how much of it is filled, and how its values lie. */
export function ColumnHistogram({ column, rows }: { column: SheetColumn; rows: number | null }) {
  const { t } = useTranslation();
  const format = useFormats();
  const { profile, blanks } = column;
  const blankWords = blanks > 0 ? t('import.blanks', { count: blanks }) : t('import.noBlanks');
  if (!profile) return <span className={css.blanks}>{blankWords}</span>;
  const all = profile.filled + blanks || rows || 1;
  const filled = Math.min(1, profile.filled / all);
  const distinct = profile.distinctIsExact
    ? t('import.distinct', { count: profile.distinct })
    : t('import.about', { values: t('import.distinct', { count: estimate(profile.distinct, profile.filled) }) });
  const range =
    profile.lowest !== undefined &&
    profile.highest !== undefined &&
    t('import.range', { lowest: profile.lowest, highest: profile.highest });
  return (
    <Tooltip
      multiline
      maw={320}
      label={
        <div className="small">
          <div>{[blankWords, profile.filled > 0 && distinct].filter(Boolean).join(' · ')}</div>
          {range && <div>{range}</div>}
          {column.type === 'text' && profile.longest > 0 && (
            <div>{t('import.longest', { count: profile.longest })}</div>
          )}
          {profile.top?.slice(0, 5).map((one) => (
            <div key={one.value} className="one-line">
              {one.value} · {format.count(one.count)}
            </div>
          ))}
        </div>
      }
    >
      <div className={css.profile}>
        {profile.histogram?.some((height) => height > 0) ? (
          <Histogram heights={profile.histogram} />
        ) : profile.top && profile.top.length > 0 && profile.distinct <= FEW && profile.distinct < profile.filled ? (
          <Shares counts={profile.top.map((one) => one.count)} all={profile.filled} />
        ) : (
          profile.filled > 0 && <span className={css.distinct}>{distinct}</span>
        )}
        <span className={css.filled} aria-hidden="true">
          <span style={{ width: `${filled * 100}%` }} />
        </span>
        <span className={css.blanks}>{blankWords}</span>
      </div>
    </Tooltip>
  );
}

/** An estimate has two digits that mean something, and there cannot be more values than cells. */
function estimate(distinct: number, filled: number): number {
  return Math.min(filled, Number(distinct.toPrecision(2)));
}

function Histogram({ heights }: { heights: readonly number[] }) {
  const most = Math.max(...heights);
  const wide = 96 / heights.length;
  return (
    <svg viewBox="0 0 96 20" className={css.histogram} aria-hidden="true" preserveAspectRatio="none">
      {heights.map((height, at) => {
        const tall = height === 0 ? 0 : Math.max(1.5, (height / most) * 20);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          <rect key={at} x={at * wide + 0.5} width={Math.max(0.5, wide - 1)} y={20 - tall} height={tall} rx="0.5" />
        );
      })}
    </svg>
  );
}

function Shares({ counts, all }: { counts: readonly number[]; all: number }) {
  return (
    <div className={css.shares} aria-hidden="true">
      {counts.slice(0, 6).map((count, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a share is its place
        <span key={at} style={{ width: `${(count / Math.max(1, all)) * 100}%`, opacity: 1 - at * 0.14 }} />
      ))}
    </div>
  );
}
