import { ActionIcon, Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconFileSpreadsheet, IconX } from '@tabler/icons-react';
import { formatAppError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Bar } from '../../ui/progress-bar.tsx';
import { useFileDrop } from './file-drop.tsx';
import { removeUpload, tryUploadAgain, type Upload, uploadedFraction } from './upload.ts';
import css from './upload-card.module.css';

export function useUploadWords(upload: Upload): string {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const fileDrop = useFileDrop();
  switch (upload.state) {
    case 'waiting':
      return t('upload.waiting');
    case 'retrying':
      return t('upload.retrying');
    case 'arrived':
      return `${t('upload.arrived')} · ${format.bytes(upload.bytes)}`;
    case 'failed':
      if (upload.error?.code === 'file_too_large')
        return t('error.tooLarge', { limit: format.bytes(fileDrop.maxBytes) });
      return upload.error ? formatAppError(upload.error, t, i18n) : t('upload.failed');
    case 'sending': {
      const size = t('upload.sending', { sent: format.bytes(upload.sent), total: format.bytes(upload.bytes) });
      if (!upload.bytesPerSecond) return size;
      const left = (upload.bytes - upload.sent) / upload.bytesPerSecond;
      return [
        size,
        t('upload.rate', { rate: format.bytes(upload.bytesPerSecond) }),
        t('progress.left', { time: format.about(left) }),
      ].join(' · ');
    }
  }
}

/** One file on its way. */
export function UploadCard({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  const format = useFormats();
  const words = useUploadWords(upload);
  const failed = upload.state === 'failed';
  const arrived = upload.state === 'arrived';
  const Icon = failed ? IconAlertTriangle : arrived ? IconCheck : IconFileSpreadsheet;
  const fraction = uploadedFraction(upload);
  return (
    <li className={`${css.card} ${failed ? css.failed : ''}`}>
      <Icon size={20} stroke={1.6} className={`${css.icon} ${arrived ? css.arrived : ''}`} aria-hidden="true" />
      <div className={css.body}>
        <p className={`${css.name} one-line`} title={upload.name}>
          {upload.name}
        </p>
        {!failed && !arrived && (
          <Bar
            fraction={fraction}
            tone={upload.state === 'sending' ? 'going' : 'waiting'}
            label={t('upload.label', { name: upload.name })}
            text={`${format.percent(fraction)}, ${words}`}
            thin
          />
        )}
        <p className={`${css.words} digits`}>{words}</p>
      </div>
      <div className={css.actions}>
        {arrived && upload.fileId && (
          <LinkButton to="/import/$fileId" params={{ fileId: upload.fileId }} size="xs">
            {t('home.continue')}
          </LinkButton>
        )}
        {failed && upload.bytes > 0 && upload.error?.code !== 'file_too_large' && (
          <Button size="xs" variant="default" onClick={() => tryUploadAgain(upload.key)}>
            {t('upload.again')}
          </Button>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={
            arrived || failed ? t('upload.remove', { name: upload.name }) : t('upload.stop', { name: upload.name })
          }
          onClick={() => removeUpload(upload.key)}
        >
          <IconX size={16} />
        </ActionIcon>
      </div>
    </li>
  );
}
