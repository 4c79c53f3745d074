import type { Sheet } from '@sheetport/contract';
import { IconEyeOff } from '@tabler/icons-react';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import css from './import.module.css';

export function SheetTabs({
  sheets,
  chosen,
  onChoose,
}: {
  sheets: readonly Sheet[];
  chosen: number;
  onChoose: (index: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const list = useRef<HTMLDivElement>(null);
  const press = (event: KeyboardEvent) => {
    const at = sheets.findIndex((sheet) => sheet.index === chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: sheets.length - 1 }[event.key];
    const next = to === undefined ? undefined : sheets[(to + sheets.length) % sheets.length];
    if (!next) return;
    event.preventDefault();
    onChoose(next.index);
    list.current?.querySelector<HTMLElement>(`[data-sheet="${next.index}"]`)?.focus();
  };
  return (
    <div className={css.tabs} role="tablist" aria-label={t('import.sheets')} ref={list} onKeyDown={press}>
      {sheets.map((sheet) => (
        <button
          key={sheet.index}
          type="button"
          role="tab"
          data-sheet={sheet.index}
          aria-selected={sheet.index === chosen}
          tabIndex={sheet.index === chosen ? 0 : -1}
          className={css.tab}
          onClick={() => onChoose(sheet.index)}
        >
          <span className="one-line">{sheet.name}</span>
          {sheet.hidden && (
            <span className={css.tabNote}>
              <IconEyeOff size={13} stroke={1.8} aria-hidden="true" /> {t('import.hidden')}
            </span>
          )}
          {sheet.rows !== null && sheet.complete && (
            <span className={`${css.tabNote} digits`}>{format.count(sheet.rows)}</span>
          )}
        </button>
      ))}
    </div>
  );
}
