import { Button, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../i18n/use-translation.ts';

/** A secret that is shown once, to copy. */
export function CopyBox({
  label,
  description,
  value,
  copy,
  onDone,
}: {
  label: string;
  description: string;
  value: string;
  /** What the button says. */
  copy: string;
  onDone: () => void;
}) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <div className="stack">
      <TextInput
        label={label}
        description={description}
        value={value}
        readOnly
        data-autofocus
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button
          variant={copied ? 'default' : 'filled'}
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} stroke={1.7} />}
          onClick={() => void navigator.clipboard?.writeText(value).then(() => setCopied(true))}
        >
          <span aria-live="polite">{copied ? t('apiKeys.copied') : copy}</span>
        </Button>
        <Button variant={copied ? 'filled' : 'default'} onClick={onDone}>
          {t('apiKeys.done')}
        </Button>
      </div>
    </div>
  );
}
