import type { ReactNode } from 'react';
import css from './empty.module.css';

/** Shown where there is no data yet, with what to do next. */
export function Empty({
  icon,
  title,
  text,
  isPage,
  children,
}: {
  icon?: ReactNode;
  title: string;
  text?: string;
  /** It is all of the page, so its title is the heading. */
  isPage?: boolean;
  children?: ReactNode;
}) {
  const Title = isPage ? 'h1' : 'p';
  return (
    <div className={css.empty}>
      {icon && (
        <div className={css.icon} aria-hidden="true">
          {icon}
        </div>
      )}
      <Title className={css.title}>{title}</Title>
      {text && <p className={css.text}>{text}</p>}
      {children && <div className={css.actions}>{children}</div>}
    </div>
  );
}
