import { Button } from '@mantine/core';
import { formatAppError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import { Bar } from '../../ui/progress-bar.tsx';
import { useTitle } from '../../ui/title.ts';
import { tryUploadAgain, type Upload, uploadedFraction } from '../upload/upload.ts';
import { useUploadWords } from '../upload/upload-card.tsx';
import { FileHead } from './file-head.tsx';
import css from './import.module.css';

/** A file that is still uploaded, or whose upload failed. */
export function Uploading({ upload }: { upload: Upload }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const words = useUploadWords(upload);
  const fraction = uploadedFraction(upload);
  useTitle(`${format.percent(fraction)} · ${upload.name}`);
  return (
    <div className="page">
      <FileHead name={upload.name} detail={format.bytes(upload.bytes)} step={0} />
      {upload.state === 'failed' ? (
        <Note
          tone="bad"
          title={t('upload.failed')}
          actions={<Button onClick={() => tryUploadAgain(upload.key)}>{t('upload.again')}</Button>}
        >
          {upload.error ? formatAppError(upload.error, t, i18n) : null}
        </Note>
      ) : (
        <section className={`${css.working} panel`}>
          <div className={css.workingHead}>
            <h2>{t('import.uploading')}</h2>
            <span className={`${css.percent} digits`}>{format.percent(fraction)}</span>
          </div>
          <Bar
            fraction={fraction}
            tone={upload.state === 'sending' ? 'going' : 'waiting'}
            label={t('upload.label', { name: upload.name })}
            text={`${format.percent(fraction)}, ${words}`}
          />
          <p className="small digits">{words}</p>
          <p className="muted small">{t('import.uploadingText')}</p>
        </section>
      )}
    </div>
  );
}
