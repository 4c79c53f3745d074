import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

/**
 * A quiet button that shows and hides details beside it.
 * @param controls the id of what it shows
 */
export function DisclosureButton({
  isOpen,
  controls,
  icon,
  onToggle,
  children,
}: {
  isOpen: boolean;
  controls: string;
  icon?: ReactNode;
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
      leftSection={icon}
      onClick={onToggle}
    >
      {children}
    </Button>
  );
}
