import { type KeyboardEvent, useRef } from 'react';
import css from './grid.module.css';
import { type Ending, endsEdit } from './grid-editing.ts';

/** The text field that stands in a cell while it is edited. */
export function GridEditor({
  label,
  text,
  quick,
  bad,
  describedBy,
  onText,
  onEnd,
}: {
  label: string;
  text: string;
  quick: boolean;
  bad: boolean;
  describedBy: string;
  onText: (text: string) => void;
  /** Without an ending, the focus went elsewhere: what was typed is kept. */
  onEnd: (ending: Ending | null) => void;
}) {
  // A key that ends the edit takes the focus away too; it must end once.
  const over = useRef(false);
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const ending = endsEdit(event, quick);
    if (!ending) return;
    event.preventDefault();
    over.current = true;
    onEnd(ending);
  };
  return (
    <input
      className={`${css.editor} ${bad ? css.editorBad : ''}`}
      aria-label={label}
      aria-invalid={bad}
      aria-describedby={describedBy}
      value={text}
      // biome-ignore lint/a11y/noAutofocus: it appears because the person began to edit this cell
      autoFocus
      spellCheck={false}
      autoComplete="off"
      onFocus={(event) => {
        if (!quick) event.currentTarget.select();
      }}
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={press}
      onPaste={(event) => event.stopPropagation()}
      onBlur={() => {
        if (!over.current) onEnd(null);
      }}
    />
  );
}
