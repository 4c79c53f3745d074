import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import css from './alert.module.css';

const ICONS = {
  bad: IconAlertTriangle,
  warn: IconAlertTriangle,
  good: IconCircleCheck,
  plain: IconInfoCircle,
} as const;

/** A message on the page itself: what happened, and what to do next. Its actions are a row of fields for `useRovingFocus`. */
export function Note({
  tone,
  title,
  children,
  actions,
}: {
  tone: keyof typeof ICONS;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const Icon = ICONS[tone];
  return (
    <div className={`${css.note} ${css[tone]}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon size={18} stroke={1.8} className={css.icon} aria-hidden="true" />
      <div className={css.body}>
        {title && <p className={css.title}>{title}</p>}
        {children && <div>{children}</div>}
        {actions && (
          <div className={css.actions} data-roving-row>
            {actions}
          </div>
        )}
      </div>
    </div>
  );
}
