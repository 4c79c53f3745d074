import { Button, TextInput } from '@mantine/core';
import { useTranslation } from '../i18n/use-translation.ts';
import { CopyButton, useCopied } from './copy-button.tsx';

/** A secret or a link that is shown once, to copy. */
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
  const { copied, onCopied } = useCopied();
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
        <CopyButton text={value} label={copy} copied={copied} onCopied={onCopied} filled={!copied} />
        <Button variant={copied ? 'filled' : 'default'} onClick={onDone}>
          {t('copy.done')}
        </Button>
      </div>
    </div>
  );
}
