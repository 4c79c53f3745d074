import { ActionIcon, Tooltip } from '@mantine/core';
import { CONFIDENT_MATCH, PROBABLE_MATCH } from '@sheetport/contract';
import { IconCheck, IconEye } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './match-badge.module.css';
import type { PlannedColumn } from './plan.ts';

/** The confidence of a suggestion: nothing where it is high, a dot where it is lower, a word where somebody should check. */
export function MatchBadge({ column, onRight }: { column: PlannedColumn; onRight: () => void }) {
  const { t } = useTranslation();
  const { match } = column;
  if (!match || match.confidence >= CONFIDENT_MATCH) return null;
  const why = t(`mapping.${match.reason}`);
  if (match.confidence >= PROBABLE_MATCH)
    return (
      <Tooltip label={`${t('mapping.likely')}: ${why}`} events={{ hover: true, focus: true, touch: true }}>
        <button type="button" className={css.dot} aria-label={`${t('mapping.likely')}: ${why}`} />
      </Tooltip>
    );
  return (
    <span className={css.look}>
      <IconEye size={14} stroke={2} aria-hidden="true" />
      <span>
        {t('mapping.look')}: <span className="muted">{why}</span>
      </span>
      <ActionIcon
        variant="subtle"
        size="xs"
        aria-label={t('mapping.right', { column: column.heading })}
        title={t('mapping.right', { column: column.heading })}
        onClick={onRight}
      >
        <IconCheck size={14} stroke={2.2} />
      </ActionIcon>
    </span>
  );
}

/** Whether the badge has words of its own, and so needs a line. */
export function needsLook({ match }: PlannedColumn): boolean {
  return match !== null && match.confidence < PROBABLE_MATCH;
}
