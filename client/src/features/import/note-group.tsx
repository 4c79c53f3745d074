import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useRovingFocus } from '../../ui/use-roving-focus.ts';
import css from './import.module.css';

/** What is to be known of a file before its import. The buttons of all notes are one Tab stop; the arrow keys go from one to the next. */
export function NoteGroup({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const group = useRovingFocus<HTMLElement>();
  return (
    <section ref={group} className={css.notes} aria-label={t('import.notes')} aria-description={t('import.noteKeys')}>
      {children}
    </section>
  );
}
