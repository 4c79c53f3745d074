import { type RefCallback, useCallback } from 'react';
import { type FieldNeeds, moveFocus } from './roving-focus.ts';

const FIELDS = 'input, select, textarea, button, summary, a[href]';

/**
 * Makes the fields in the rows (`data-roving-row`) of an element one Tab stop: the field that had the focus last. The arrow keys move
 * between the fields; see `moveFocus`. After the ARIA pattern for layout grids.
 * @returns a reference for the element that holds the rows
 */
export function useRovingFocus<T extends HTMLElement>(): RefCallback<T> {
  return useCallback((element: T | null) => {
    if (!element) return;
    let current: HTMLElement | null = null;
    const readRows = () =>
      [...element.querySelectorAll<HTMLElement>('[data-roving-row]')].map((row) =>
        [...row.querySelectorAll<HTMLElement>(FIELDS)].filter((field) => !field.matches(':disabled')),
      );
    const setStops = () => {
      const fields = readRows().flat();
      if (!current || !fields.includes(current)) current = fields[0] ?? null;
      for (const field of fields) field.tabIndex = field === current ? 0 : -1;
    };
    const onFocus = (event: FocusEvent) => {
      if (!(event.target instanceof HTMLElement) || !event.target.closest('[data-roving-row]')) return;
      current = event.target;
      setStops();
    };
    const onKey = (event: KeyboardEvent) => {
      const field = event.target;
      if (!(field instanceof HTMLElement) || event.isComposing || event.defaultPrevented) return;
      const rows = readRows();
      const row = rows.findIndex((fields) => fields.includes(field));
      if (row < 0) return;
      const from = { row, field: rows[row]?.indexOf(field) ?? 0 };
      const next = moveFocus(
        rows.map((fields) => fields.length),
        from,
        event,
        needsOf(field),
      );
      const found = next && rows[next.row]?.[next.field];
      if (!found) return;
      event.preventDefault();
      found.focus();
    };
    setStops();
    const observer = new MutationObserver(setStops);
    observer.observe(element, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
    element.addEventListener('focusin', onFocus);
    element.addEventListener('keydown', onKey);
    return () => {
      observer.disconnect();
      element.removeEventListener('focusin', onFocus);
      element.removeEventListener('keydown', onKey);
    };
  }, []);
}

function needsOf(field: HTMLElement): FieldNeeds {
  const isText = field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === 'text');
  if (!isText) return { isSelect: field instanceof HTMLSelectElement, caret: null };
  const { selectionStart, selectionEnd, value } = field;
  return { isSelect: false, caret: { atStart: selectionEnd === 0, atEnd: selectionStart === value.length } };
}
