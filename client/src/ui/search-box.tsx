import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useSlashFocus } from './slash-focus.ts';

/** Typing is let to settle before the service is asked. */
const SETTLE_MS = 250;

/** Words to look for; `/` leads to it. `onSearch` has nothing where it is empty. */
export function SearchBox({
  label,
  search,
  onSearch,
  className,
  size = 'xs',
}: {
  label: string;
  search: string;
  onSearch: (search: string | undefined) => void;
  className?: string | undefined;
  /** As high as what stands beside it. */
  size?: 'xs' | 'sm';
}) {
  const [typed, setTyped] = useState(search);
  const box = useRef<HTMLInputElement>(null);
  const settled = useRef(search);
  useSlashFocus(box);
  // The address may change by the back button, or by clearing all.
  useEffect(() => {
    if (search === settled.current) return;
    settled.current = search;
    setTyped(search);
  }, [search]);
  useEffect(() => {
    if (typed.trim() === settled.current) return;
    const timer = setTimeout(() => {
      settled.current = typed.trim();
      onSearch(settled.current || undefined);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed, onSearch]);
  return (
    <TextInput
      ref={box}
      size={size}
      className={className ?? ''}
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={label}
      maxLength={200}
      leftSection={<IconSearch size={15} stroke={1.8} />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
    />
  );
}
