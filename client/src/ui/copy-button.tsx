import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../i18n/use-translation.ts';

/** Copies a text, and says so. */
export function CopyButton({
  text,
  label,
  copied,
  onCopied,
  filled = false,
}: {
  text: string;
  /** What it says before. */
  label: string;
  copied: boolean;
  onCopied: () => void;
  filled?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Button
      variant={filled ? 'filled' : 'default'}
      leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} stroke={1.7} />}
      onClick={() => void navigator.clipboard?.writeText(text).then(onCopied)}
    >
      <span aria-live="polite">{copied ? t('copy.copied') : label}</span>
    </Button>
  );
}

/** Whether a text was copied. */
export function useCopied(): { copied: boolean; onCopied: () => void } {
  const [copied, setCopied] = useState(false);
  return { copied, onCopied: () => setCopied(true) };
}
