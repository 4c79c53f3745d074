import { Button } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { SearchBox } from '../../ui/search-box.tsx';
import css from './table.module.css';

/** How the rows below are looked at: words to look for, the filter, saved views, columns. */
export function TableTools({
  conditions,
  search,
  onSearch,
  filtering,
  onFiltering,
  children,
}: {
  /** How many conditions the filter has. */
  conditions: number;
  /** Words that are looked for in all columns. */
  search: string;
  /** Null where the filter cannot be changed here. */
  onSearch: ((words: string | undefined) => void) | null;
  /** Whether the filter is open. */
  filtering: boolean;
  onFiltering: (open: boolean) => void;
  /** The buttons of saved views, and of columns to show and hide. */
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div className={css.tools}>
      {onSearch && (
        <SearchBox size="sm" label={t('filter.search')} className={css.search} search={search} onSearch={onSearch} />
      )}
      <Button
        variant={conditions > 0 ? 'light' : 'default'}
        aria-expanded={filtering}
        leftSection={<IconFilter size={17} stroke={1.7} />}
        onClick={() => onFiltering(!filtering)}
      >
        {conditions > 0 ? t('filter.active', { count: conditions }) : t('filter.title')}
      </Button>
      {children}
    </div>
  );
}
