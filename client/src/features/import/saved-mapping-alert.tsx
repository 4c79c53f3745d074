import { Button } from '@mantine/core';
import type { SavedMapping } from '@sheetport/contract';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiError, forgetMapping, serverNow } from '../../api/api.ts';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import css from './saved-mapping-alert.module.css';

/** Says that the choices are those of an earlier file, and lets a person forget them. */
export function SavedMappingAlert({ savedMapping }: { savedMapping: SavedMapping }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const forget = async () => {
    setBusy(true);
    setError(null);
    try {
      await forgetMapping(savedMapping.id).catch((error: unknown) => {
        // Forgotten by somebody else meanwhile.
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      });
      await queryClient.invalidateQueries({ queryKey: KEYS.mappings });
    } catch (error) {
      setError(error);
    }
    setBusy(false);
  };
  return (
    <div className={css.note} role="status" data-roving-row>
      <IconHistory size={17} stroke={1.8} aria-hidden="true" />
      <p className="small">
        {t('mapping.asBefore', { file: savedMapping.fileName, table: savedMapping.tableName })}{' '}
        <span className="muted">{format.ago(savedMapping.usedAt, serverNow())}</span>
      </p>
      <Button variant="subtle" size="compact-xs" loading={busy} onClick={() => void forget()}>
        {t('mapping.forget')}
      </Button>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
    </div>
  );
}
