import { useEffect } from 'react';

/** The title of the document while the screen is up. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Sheetport` : 'Sheetport';
  }, [title]);
}
