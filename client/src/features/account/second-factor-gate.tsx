import { Button } from '@mantine/core';
import { useState } from 'react';
import { leave } from '../../api/leave.ts';
import { meQuery, queryClient } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Logo } from '../../ui/logo.tsx';
import { useTitle } from '../../ui/title.ts';
import '@mantine/core/styles/PasswordInput.css';
import css from '../sign-in/sign-in.module.css';
import { SecondFactorDialog } from './second-factor-dialog.tsx';

/** In place of every page, for whoever must set a second factor up first. In: what shows the page again. */
export default function SecondFactorGate({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useTitle(t('secondFactor.gateTitle'));
  const close = async () => {
    setOpen(false);
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    if (queryClient.getQueryData(meQuery.queryKey)?.secondFactorNeeded === false) onDone();
  };
  return (
    <main className={css.screen}>
      <div className={`${css.card} panel`}>
        <Logo size={40} />
        <div className="stack">
          <h1>{t('secondFactor.gateTitle')}</h1>
          <p>{t('secondFactor.gateText')}</p>
        </div>
        <div className="row wrap">
          <Button onClick={() => setOpen(true)}>{t('secondFactor.setUp')}</Button>
          <Button variant="default" onClick={() => void leave(queryClient)}>
            {t('secondFactor.signOut')}
          </Button>
        </div>
      </div>
      {open && <SecondFactorDialog task="set-up" onClose={() => void close()} />}
    </main>
  );
}
