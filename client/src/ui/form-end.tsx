import { Button } from '@mantine/core';
import { formatError } from '../i18n/format-error.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { Note } from './alert.tsx';

/**
 * The end of a dialog's form: what went wrong, and its two buttons.
 * @param label what sending the form does
 * @param color of the button that sends it, where it takes something away
 */
export function FormEnd({
  label,
  error,
  busy,
  disabled,
  color,
  onCancel,
}: {
  label: string;
  error: unknown;
  busy: boolean;
  disabled: boolean;
  color?: string | undefined;
  onCancel: () => void;
}) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onCancel}>
          {t('action.cancel')}
        </Button>
        <Button type="submit" loading={busy} disabled={disabled} {...(color !== undefined && { color })}>
          {label}
        </Button>
      </div>
    </>
  );
}
