import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/**
 * A quiet button that shows and hides details beside it.
 * @param controls the id of what it shows
 */
export function DisclosureButton({
  isOpen,
  controls,
  onToggle,
  children,
}: {
  isOpen: boolean;
  controls: string;
  onToggle: () => void;
  children: ReactNode;
}) {
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      aria-expanded={isOpen}
      aria-controls={controls}
      leftSection={isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
      onClick={onToggle}
    >
      {children}
    </Button>
  );
}
