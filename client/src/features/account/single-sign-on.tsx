import { Button, Modal } from '@mantine/core';
import type { Me } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { connectSingleSignOn, disconnectSingleSignOn, signInOptionsQuery } from '../../api/people.ts';
import { meQuery, queryClient } from '../../api/queries.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useStep } from '../../ui/use-step.ts';
import { SingleSignOnNote } from '../sign-in/single-sign-on-note.tsx';
import css from './account.module.css';
import { ProofForm } from './proof-form.tsx';

/** Connects the account with the provider of the service, where there is one, or disconnects it. */
export function SingleSignOnSection({ me }: { me: Me }) {
  const { t, i18n } = useTranslation();
  const { data: options } = useQuery(signInOptionsQuery);
  const [asks, setAsks] = useState(false);
  const { busy, error, run } = useStep();
  if (!options?.singleSignOn) return null;
  const { name } = options.singleSignOn;
  const connect = async (password?: string) => location.assign((await connectSingleSignOn(password)).url);
  const disconnect = async (password: string) => {
    await disconnectSingleSignOn(password);
    await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    setAsks(false);
  };
  return (
    <section className={`${css.section} panel`} aria-labelledby="single-sign-on">
      <h2 id="single-sign-on">{t('account.singleSignOn', { name })}</h2>
      <SingleSignOnNote />
      <p className="muted">
        {t(me.singleSignOn ? (me.hasPassword ? 'account.ssoBoth' : 'account.ssoOnly') : 'account.ssoOff', { name })}
      </p>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      {(!me.singleSignOn || me.hasPassword) && (
        <div className="row">
          <Button
            variant="default"
            loading={busy}
            onClick={() => (me.hasPassword ? setAsks(true) : void run(() => connect()))}
          >
            {t(me.singleSignOn ? 'account.ssoDisconnect' : 'account.ssoConnect', { name })}
          </Button>
        </div>
      )}
      {asks && (
        <Modal
          opened
          onClose={() => setAsks(false)}
          title={t(me.singleSignOn ? 'account.ssoDisconnect' : 'account.ssoConnect', { name })}
        >
          <ProofForm
            label={t('secondFactor.next')}
            onProve={me.singleSignOn ? disconnect : connect}
            onClose={() => setAsks(false)}
          />
        </Modal>
      )}
    </section>
  );
}
