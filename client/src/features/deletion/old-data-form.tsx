import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './deletion.module.css';
import { DeletionDialog } from './deletion-dialog.tsx';

const DAY_MS = 86_400_000;
/** What is asked for at first: what is older than a year. */
const FIRST_DAYS = 365;

/** For owners: deletes what was made before a day. */
export function OldDataForm() {
  const { t } = useTranslation();
  const [day, setDay] = useState(() => new Date(Date.now() - FIRST_DAYS * DAY_MS).toISOString().slice(0, 10));
  const [asking, setAsking] = useState(false);
  const time = new Date(`${day}T00:00:00`);
  const isDay = !Number.isNaN(time.getTime());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isDay) setAsking(true);
  };
  return (
    <section className={`${css.section} panel`} aria-labelledby="old-data">
      <h2 id="old-data">{t('deletion.oldTitle')}</h2>
      <p className="muted">{t('deletion.oldText')}</p>
      <form className={css.form} onSubmit={submit}>
        <TextInput
          type="date"
          label={t('deletion.oldLabel')}
          value={day}
          required
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!isDay}>
          {t('deletion.oldButton')}
        </Button>
      </form>
      {isDay && (
        <DeletionDialog
          target={{ before: time.toISOString() }}
          title={t('deletion.oldDialog', { day })}
          opened={asking}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
