import { Button } from '@mantine/core';
import type { Visit } from '@sheetport/contract';
import { IconCloudUpload } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { sendFile } from '../../api/visits.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import { Bar } from '../../ui/progress-bar.tsx';
import { ACCEPTED } from '../upload/accepted.ts';
import css from './send.module.css';

/** Takes one file after the other, and shows how far each is on its way. */
export function SendDrop({ token, visit, onSent }: { token: string; visit: Visit; onSent: () => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ name: string; fraction: number } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const size = format.bytes(visit.maxFileBytes);

  const take = async (files: readonly File[]) => {
    if (sending) return;
    setProblem(null);
    for (const file of files) {
      if (file.size > visit.maxFileBytes) {
        setProblem(t('send.tooLarge', { size }));
        continue;
      }
      setSending({ name: file.name, fraction: 0 });
      const failure = await sendFile(token, file, (fraction) => setSending({ name: file.name, fraction })).then(
        () => null,
        (error: unknown) => error,
      );
      onSent();
      if (failure !== null) {
        setProblem(formatError(failure, t, i18n));
        break;
      }
    }
    setSending(null);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    <div className="stack">
      <section
        aria-label={t('send.title')}
        className={`${css.drop} ${over ? css.over : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconCloudUpload size={30} stroke={1.5} aria-hidden="true" />
        {sending ? (
          <div style={{ width: '100%', maxWidth: 360 }} className="stack">
            <p className="one-line" role="status">
              {t('send.sending', { name: sending.name })}
            </p>
            <Bar
              fraction={sending.fraction}
              tone="going"
              label={t('send.sending', { name: sending.name })}
              text={format.percent(sending.fraction)}
            />
          </div>
        ) : (
          <>
            <p>
              {t('send.drop')} <span className="muted">{t('send.or')}</span>
            </p>
            <Button onClick={() => picker.current?.click()}>{t('send.pick')}</Button>
          </>
        )}
        <p className="muted small">
          {t('send.limits', { size, until: format.moment(visit.expiresAt) })}{' '}
          {t('send.left', { count: visit.filesLeft })}
        </p>
        <input
          ref={picker}
          type="file"
          hidden
          accept={ACCEPTED}
          aria-hidden="true"
          tabIndex={-1}
          data-testid="send-input"
          onChange={(event) => {
            void take([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </section>
      {problem !== null && <Note tone="bad">{problem}</Note>}
      <div>
        <p className="muted small">{t('send.headings')}</p>
        <ul className={css.headings}>
          {visit.headings.map((heading) => (
            <li key={heading} className={css.heading}>
              {heading}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
