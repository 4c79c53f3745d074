import { type KeyboardEvent, useRef } from 'react';
import css from './grid.module.css';
import { type CellEditor, type Ending, endsEdit } from './grid-editing.ts';

/** What stands in a cell while it is edited: a field, a text over several lines, or a list to choose from. */
export function GridEditor({
  label,
  editor,
  text,
  quick,
  bad,
  describedBy,
  onText,
  onEnd,
}: {
  label: string;
  editor: CellEditor;
  text: string;
  /** Begun by typing, so that the arrow keys end it. */
  quick: boolean;
  bad: boolean;
  describedBy: string;
  onText: (text: string) => void;
  /** Without an ending, the focus went elsewhere: what was typed is kept. */
  onEnd: (ending: Ending | null) => void;
}) {
  // A key that ends the edit takes the focus away too; it must end once.
  const over = useRef(false);
  const isText = editor.kind === 'text' || editor.kind === 'long';
  const press = (event: KeyboardEvent<HTMLElement>) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    // As in spreadsheets: a line end within a cell.
    if (editor.kind === 'long' && event.key === 'Enter' && (event.altKey || event.ctrlKey)) {
      event.preventDefault();
      const field = event.currentTarget as HTMLTextAreaElement;
      field.setRangeText('\n', field.selectionStart, field.selectionEnd, 'end');
      return onText(field.value);
    }
    const ending = endsEdit(event, quick && isText);
    if (!ending) return;
    event.preventDefault();
    over.current = true;
    onEnd(ending);
  };
  const common = {
    className: `${css.editor} ${bad ? css.editorBad : ''} ${editor.kind === 'long' ? css.longEditor : ''}`,
    'aria-label': label,
    'aria-invalid': bad,
    'aria-describedby': describedBy,
    value: text,
    autoFocus: true,
    onKeyDown: press,
    onBlur: () => {
      if (!over.current) onEnd(null);
    },
  };
  if (editor.kind === 'list')
    return (
      <select {...common} onChange={(event) => onText(event.currentTarget.value)}>
        <option value="" />
        {!editor.options.some(({ value }) => value === text) && text !== '' && <option value={text}>{text}</option>}
        {editor.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    );
  if (editor.kind === 'long')
    return (
      <textarea
        {...common}
        rows={5}
        spellCheck={false}
        onFocus={(event) => {
          if (!quick) event.currentTarget.select();
        }}
        onChange={(event) => onText(event.currentTarget.value)}
      />
    );
  return (
    <input
      {...common}
      {...(editor.kind === 'text' ? { inputMode: editor.inputMode } : { type: editor.kind, step: 'any' })}
      spellCheck={false}
      autoComplete="off"
      onFocus={(event) => {
        if (!quick && editor.kind === 'text') event.currentTarget.select();
      }}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}
