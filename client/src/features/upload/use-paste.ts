import { useEffect } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';

/** Files from the clipboard; and rows copied in a spreadsheet, which arrive as tab-separated text. */
export function usePaste(take: (files: readonly File[]) => void): void {
  const { t } = useTranslation();
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const at = event.target;
      if (at instanceof HTMLElement && at.closest('input, textarea, select, [contenteditable]')) return;
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData('text/plain') ?? '';
      // A spreadsheet's copy also carries a picture of the cells; the text is what is meant.
      const isRows = text.includes('\t') && text.trim().includes('\n');
      if (isRows) take([new File([text], `${t('home.pasted')}.tsv`, { type: 'text/tab-separated-values' })]);
      else if (files.length > 0) take(files);
      else return;
      event.preventDefault();
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [take, t]);
}
