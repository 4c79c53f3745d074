/** Where files come in, from anywhere on the page: dropped, pasted or picked. One file is followed to its columns, several to where they are told apart. */

import { notifications } from '@mantine/notifications';
import { IconCloudUpload } from '@tabler/icons-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { navigate } from '../../routing/router.ts';
import { ACCEPTED } from './accepted.ts';
import css from './file-drop.module.css';
import type { DroppedFiles } from './read-drop.ts';
import { addUploads, isUnfinished, useUploads } from './upload.ts';
import { useDrop } from './use-drop.ts';
import { useLeaveWarning } from './use-leave-warning.ts';
import { usePaste } from './use-paste.ts';

interface FileDrop {
  maxBytes: number;
  /** Whether who is signed in may upload: where not, nothing that is dropped or pasted is taken, and no button is shown. */
  allowed: boolean;
  /** `tableId` is the table that the next screen offers as the place to go. */
  take(files: readonly File[], tableId?: string): void;
  pick(tableId?: string): void;
  /** Until called again: what is dropped or pasted is meant for this table. */
  aim(tableId: string | undefined): void;
}

const FileDropContext = createContext<FileDrop | null>(null);

export function useFileDrop(): FileDrop {
  const fileDrop = useContext(FileDropContext);
  if (!fileDrop) throw new Error('useFileDrop needs a FileDropProvider around it');
  return fileDrop;
}

export function FileDropProvider({ maxBytes, children }: { maxBytes: number; children: ReactNode }) {
  const { t } = useTranslation();
  const allowed = useMay()('file.upload');
  const uploads = useUploads();
  const picker = useRef<HTMLInputElement>(null);
  const pickedFor = useRef<string | undefined>(undefined);
  const aimedAt = useRef<string | undefined>(undefined);
  const [followed, setFollowed] = useState<{ key: string; tableId: string | undefined } | null>(null);

  const take = useCallback(
    (files: readonly File[], tableId?: string) => {
      if (files.length === 0 || !allowed) return;
      const added = addUploads(files, maxBytes);
      const only = added.length === 1 ? added[0] : undefined;
      if (only && only.state !== 'failed') setFollowed({ key: only.key, tableId });
      else if (added.filter(({ state }) => state !== 'failed').length > 1)
        void navigate({
          to: '/batch',
          search: { files: [], uploads: added.map(({ key }) => key), ...(tableId ? { table: tableId } : {}) },
        });
      else void navigate({ to: '/' });
    },
    [maxBytes, allowed],
  );

  useEffect(() => {
    if (!followed) return;
    const upload = uploads.find((one) => one.key === followed.key);
    if (upload?.fileId) {
      setFollowed(null);
      void navigate({
        to: '/import/$fileId',
        params: { fileId: upload.fileId },
        search: followed.tableId ? { table: followed.tableId } : {},
      });
    } else if (!upload || upload.state === 'failed') {
      setFollowed(null);
      void navigate({ to: '/' });
    }
  }, [followed, uploads]);

  const fileDrop = useMemo<FileDrop>(
    () => ({
      maxBytes,
      allowed,
      take,
      pick: (tableId) => {
        pickedFor.current = tableId;
        picker.current?.click();
      },
      aim: (tableId) => {
        aimedAt.current = tableId;
      },
    }),
    [maxBytes, allowed, take],
  );

  const takeHere = useCallback((files: readonly File[]) => take(files, aimedAt.current), [take]);
  const takeDropped = useCallback(
    ({ files, folders }: DroppedFiles) => {
      if (files.length > 0) takeHere(files);
      else if (folders > 0) notifications.show({ message: t('home.emptyFolder') });
    },
    [takeHere, t],
  );
  usePaste(takeHere);
  const dragging = useDrop(takeDropped);
  useLeaveWarning(uploads.some(isUnfinished));
  return (
    <FileDropContext.Provider value={fileDrop}>
      {children}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-hidden="true"
        tabIndex={-1}
        data-testid="file-input"
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])], pickedFor.current);
          // Choosing the same file again must be heard too.
          event.currentTarget.value = '';
        }}
      />
      {dragging && allowed && <DropOverlay />}
    </FileDropContext.Provider>
  );
}

function DropOverlay() {
  const { t } = useTranslation();
  return (
    <div className={css.overlay} aria-hidden="true">
      <div className={css.frame}>
        <IconCloudUpload size={44} stroke={1.4} />
        <p className={css.title}>{t('home.dropAnywhere')}</p>
        <p>{t('home.dropAnywhereText')}</p>
      </div>
    </div>
  );
}
