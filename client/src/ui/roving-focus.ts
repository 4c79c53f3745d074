/** Moving the focus through rows of fields by the arrow keys, so that all of them are one Tab stop. Pure. */

export interface FieldPosition {
  row: number;
  field: number;
}

export interface FieldKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** What the focused field does with arrow keys itself. */
export interface FieldNeeds {
  /** A list of choices, which up and down change. */
  isSelect: boolean;
  /** A text field: where its caret is; null for other fields. */
  caret: { atStart: boolean; atEnd: boolean } | null;
}

/**
 * Where a key moves the focus; null where the key is the field's own, or there is nothing further.
 * Up and down go to the row above and below, with Ctrl in a list of choices. Left and right go to the field before and after, in a
 * text field only from the ends of its text. Ctrl+Home and Ctrl+End go to the first and last row.
 * @param fields how many fields each row has
 */
export function moveFocus(
  fields: readonly number[],
  from: FieldPosition,
  press: FieldKey,
  needs: FieldNeeds,
): FieldPosition | null {
  if (press.altKey || press.shiftKey || press.metaKey) return null;
  const toRow = (row: number): FieldPosition | null => {
    const count = fields[row];
    return count ? { row, field: Math.min(from.field, count - 1) } : null;
  };
  const findRow = (step: 1 | -1): FieldPosition | null => {
    for (let row = from.row + step; row >= 0 && row < fields.length; row += step) if (fields[row]) return toRow(row);
    return null;
  };
  const toField = (field: number): FieldPosition | null =>
    field >= 0 && field < (fields[from.row] ?? 0) ? { row: from.row, field } : null;
  switch (press.key) {
    case 'ArrowDown':
      return needs.isSelect !== press.ctrlKey ? null : findRow(1);
    case 'ArrowUp':
      return needs.isSelect !== press.ctrlKey ? null : findRow(-1);
    case 'ArrowRight':
      return press.ctrlKey || needs.caret?.atEnd === false ? null : toField(from.field + 1);
    case 'ArrowLeft':
      return press.ctrlKey || needs.caret?.atStart === false ? null : toField(from.field - 1);
    case 'Home':
      return press.ctrlKey ? toRow(fields.findIndex((count) => count > 0)) : null;
    case 'End':
      return press.ctrlKey ? toRow(fields.findLastIndex((count) => count > 0)) : null;
    default:
      return null;
  }
}
