import { Button } from '@mantine/core';
import { ApiError } from '../../api/api.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { jobLink } from '../../ui/links.ts';

type EarlierImport = NonNullable<ApiError['earlierImport']>;

/** The import that brought the same rows before, where that is why an import was refused. */
export function earlierImportOf(error: unknown): EarlierImport | null {
  return error instanceof ApiError && error.code === 'already_imported' ? (error.earlierImport ?? null) : null;
}

/** The same rows were imported before: when, and what one can do instead of importing them twice. */
export function RepeatNote({
  earlier,
  busy,
  onAnyway,
  onUpdate,
}: {
  earlier: EarlierImport;
  busy: boolean;
  onAnyway: () => void;
  /** Absent where an update cannot be chosen. */
  onUpdate?: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const now = useServerClock(10_000, true);
  return (
    <div role="alert">
      <Note
        tone="warn"
        title={
          earlier.finishedAt
            ? t('repeats.title', { when: format.ago(earlier.finishedAt, now) })
            : t('repeats.titleRunning')
        }
        actions={
          <>
            <LinkButton size="xs" {...jobLink(earlier.jobId)}>
              {t('repeats.open')}
            </LinkButton>
            {onUpdate && (
              <Button size="xs" variant="default" onClick={onUpdate}>
                {t('repeats.update')}
              </Button>
            )}
            <Button size="xs" variant="default" loading={busy} onClick={onAnyway}>
              {t('repeats.anyway')}
            </Button>
          </>
        }
      >
        {t('repeats.text', { title: earlier.title })}
      </Note>
    </div>
  );
}
