import { ActionIcon } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFileSpreadsheet, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { deleteFile } from '../../api/api.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import css from './home.module.css';
import type { WaitingFile } from './waiting-files.ts';

/** Files that were uploaded and not imported. */
export function WaitingFiles({ files }: { files: readonly WaitingFile[] }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const now = useServerClock(15_000);
  const [busy, setBusy] = useState<string | null>(null);
  const discard = async ({ id, name }: WaitingFile) => {
    setBusy(id);
    try {
      await deleteFile(id);
      notifications.show({ message: t('home.discarded', { name }) });
    } catch (error) {
      notifications.show({ color: 'red', title: name, message: formatError(error, t, i18n) });
    } finally {
      setBusy(null);
      void queryClient.invalidateQueries({ queryKey: KEYS.files });
    }
  };
  return (
    <section className="stack" aria-labelledby="waiting">
      <h2 id="waiting">{t('home.waitingFiles')}</h2>
      <ul className={`${css.files} panel`}>
        {files.map((file) => (
          <li key={file.id}>
            <Link to="/import/$fileId" params={{ fileId: file.id }} className={`${css.file} plain-link`}>
              <IconFileSpreadsheet size={18} stroke={1.6} className={css.fileIcon} aria-hidden="true" />
              <span className={`${css.fileName} one-line`} title={file.name}>
                {file.name}
              </span>
              <span className={`${css.fileState} muted small one-line`}>
                {file.copyOf ? t(`home.copyOf.${file.copyOf}`) : t(`fileState.${file.state}`)}
              </span>
              <span className="muted small digits">{format.bytes(file.bytes)}</span>
              <span className={`${css.fileWhen} muted small`}>{format.ago(file.createdAt, now)}</span>
            </Link>
            <ActionIcon
              variant="subtle"
              color="gray"
              className={css.fileDiscard}
              loading={busy === file.id}
              aria-label={t('home.discard', { name: file.name })}
              title={t('home.discard', { name: file.name })}
              onClick={() => void discard(file)}
            >
              <IconX size={16} stroke={1.8} />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </section>
  );
}
