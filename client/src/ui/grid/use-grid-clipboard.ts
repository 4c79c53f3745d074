import { useEffect, useRef } from 'react';
import { copyRange } from './copy-range.ts';
import type { GridProps } from './grid-model.ts';
import type { Range } from './grid-range.ts';

/**
 * Copy and paste while the grid has the focus. Both begin where the caret is, which may be anywhere on the page, so it is the
 * document that listens. A text that was marked elsewhere is copied as it is.
 */
export function useGridClipboard(
  isFocused: boolean,
  range: Range | null,
  { copied, cell, onCopyFar }: Pick<GridProps, 'copied' | 'cell' | 'onCopyFar'>,
  paste: (event: ClipboardEvent) => void,
): void {
  const copy = (event: ClipboardEvent) => {
    if (!range || !event.clipboardData || getSelection()?.toString()) return;
    event.preventDefault();
    if (!copyRange(range, copied ?? ((row, column) => cell(row, column).text), event.clipboardData)) onCopyFar?.(range);
  };
  const latest = useRef({ copy, paste });
  latest.current = { copy, paste };
  useEffect(() => {
    if (!isFocused) return;
    const onCopy = (event: ClipboardEvent) => latest.current.copy(event);
    const onPaste = (event: ClipboardEvent) => latest.current.paste(event);
    document.addEventListener('copy', onCopy, true);
    document.addEventListener('paste', onPaste, true);
    return () => {
      document.removeEventListener('copy', onCopy, true);
      document.removeEventListener('paste', onPaste, true);
    };
  }, [isFocused]);
}
