import { Button } from '@mantine/core';
import type { RememberedMapping } from '@sheetport/contract';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { forgetMapping, Refusal, serverNow } from '../../api.ts';
import { useFormats } from '../../format.ts';
import { sayError } from '../../i18n/say-fault.ts';
import { Note } from '../../parts/note.tsx';
import { queryClient } from '../../queries.ts';
import css from './remembered-note.module.css';

/** Says that the choices are those of an earlier file, and lets a person forget them. */
export function RememberedNote({ remembered }: { remembered: RememberedMapping }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<unknown>(null);
  const forget = async () => {
    setBusy(true);
    setRefusal(null);
    try {
      await forgetMapping(remembered.id).catch((error: unknown) => {
        // Forgotten by somebody else meanwhile.
        if (!(error instanceof Refusal && error.status === 404)) throw error;
      });
      await queryClient.invalidateQueries({ queryKey: ['mapping'] });
    } catch (error) {
      setRefusal(error);
    }
    setBusy(false);
  };
  return (
    <div className={css.note} role="status">
      <IconHistory size={17} stroke={1.8} aria-hidden="true" />
      <p className="small">
        {t('mapping.asBefore', { file: remembered.fileName, table: remembered.tableName })}{' '}
        <span className="muted">{format.ago(remembered.usedAt, serverNow())}</span>
      </p>
      <Button variant="subtle" size="compact-xs" loading={busy} onClick={() => void forget()}>
        {t('mapping.forget')}
      </Button>
      {refusal !== null && <Note tone="bad">{sayError(refusal, t, i18n)}</Note>}
    </div>
  );
}
