/** Where files come in, from anywhere on the page: dropped, pasted or picked. One file is followed to its columns, several to where they are told apart. */
import { IconCloudUpload } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './file-drop.module.css';
import { addUploads, useUploads } from './upload.ts';

export const ACCEPTED = '.xlsx,.xlsm,.csv,.tsv,.txt,.xls,.xlsb,.ods';

interface Intake {
  maxBytes: number;
  /** `tableId` is the table that the next screen offers as the place to go. */
  take(files: readonly File[], tableId?: string): void;
  pick(tableId?: string): void;
  /** Until called again: what is dropped or pasted is meant for this table. */
  aim(tableId: string | undefined): void;
}

const IntakeContext = createContext<Intake | null>(null);

export function useIntake(): Intake {
  const intake = useContext(IntakeContext);
  if (!intake) throw new Error('useIntake is for what stands inside IntakeProvider');
  return intake;
}

export function IntakeProvider({ maxBytes, children }: { maxBytes: number; children: ReactNode }) {
  const navigate = useNavigate();
  const uploads = useUploads();
  const picker = useRef<HTMLInputElement>(null);
  const pickedFor = useRef<string | undefined>(undefined);
  const aimedAt = useRef<string | undefined>(undefined);
  const [followed, setFollowed] = useState<{ key: string; tableId: string | undefined } | null>(null);

  const take = useCallback(
    (files: readonly File[], tableId?: string) => {
      if (files.length === 0) return;
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
    [maxBytes, navigate],
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
  }, [followed, uploads, navigate]);

  const intake = useMemo<Intake>(
    () => ({
      maxBytes,
      take,
      pick: (tableId) => {
        pickedFor.current = tableId;
        picker.current?.click();
      },
      aim: (tableId) => {
        aimedAt.current = tableId;
      },
    }),
    [maxBytes, take],
  );

  const takeHere = useCallback((files: readonly File[]) => take(files, aimedAt.current), [take]);
  usePaste(takeHere);
  const dragging = useDrop(takeHere);
  return (
    <IntakeContext.Provider value={intake}>
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
      {dragging && <DropOverlay />}
    </IntakeContext.Provider>
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

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** The files of a drop. A folder looks like a file of no bytes; it is left out. */
function filesOf(transfer: DataTransfer): File[] {
  return [...transfer.items]
    .filter((item) => item.kind === 'file' && !item.webkitGetAsEntry?.()?.isDirectory)
    .map((item) => item.getAsFile())
    .filter((file) => file !== null);
}

function useDrop(take: (files: readonly File[]) => void): boolean {
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    // Every element that is crossed sends an enter and a leave; the page is left when they balance.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth++;
      setDragging(true);
    };
    const over = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const leave = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setDragging(false);
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setDragging(false);
      if (event.dataTransfer) take(filesOf(event.dataTransfer));
    };
    const giveUp = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      depth = 0;
      setDragging(false);
    };
    window.addEventListener('dragenter', enter);
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    window.addEventListener('keydown', giveUp);
    return () => {
      window.removeEventListener('dragenter', enter);
      window.removeEventListener('dragover', over);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
      window.removeEventListener('keydown', giveUp);
    };
  }, [take]);
  return dragging;
}

/** Files from the clipboard; and rows copied in a spreadsheet, which arrive as tab-separated text. */
function usePaste(take: (files: readonly File[]) => void): void {
  const { t } = useTranslation();
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const at = event.target;
      if (at instanceof HTMLElement && at.closest('input, textarea, select, [contenteditable]')) return;
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData('text/plain') ?? '';
      // A spreadsheet's copy also carries a picture of the cells; the text is what is meant.
      const isRows = text.includes('\t') && text.trim().includes('\n');
      if (isRows) take([new File([text], `${t('home.pasted')}.tsv`, { type: 'text/tab-separated-values' })]);
      else if (files.length > 0) take(files);
      else return;
      event.preventDefault();
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, [take, t]);
}
