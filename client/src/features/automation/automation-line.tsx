import type { ReactNode } from 'react';
import css from './line-block.module.css';

/**
 * One thing of a list of automation.
 * @param badge how it does, beside its name
 * @param words lines that say what it is
 * @param side a switch and a menu
 * @param foot how it went last, and the buttons for it
 * @param children what unfolds, errors, dialogs
 */
export function AutomationLine({
  name,
  badge,
  words,
  side,
  foot,
  children,
}: {
  name: ReactNode;
  badge?: ReactNode;
  words: ReactNode;
  side?: ReactNode;
  foot?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li className={css.line}>
      <div className={css.head}>
        <div className={css.what}>
          <p className={css.name}>
            {name}
            {badge}
          </p>
          {words}
        </div>
        {side && <div className={css.side}>{side}</div>}
      </div>
      {foot && <div className={css.foot}>{foot}</div>}
      {children}
    </li>
  );
}
