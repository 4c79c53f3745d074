import { Button, Modal } from '@mantine/core';
import type { SignInRules } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { changeSignInRules, signInRulesQuery } from '../../api/people.ts';
import { meQuery, queryClient } from '../../api/queries.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import css from './people.module.css';

/** Whether a second factor is required of everybody, and the button that changes it. */
export function SignInRulesSection() {
  const { t, i18n } = useTranslation();
  const query = useQuery(signInRulesQuery);
  const [asking, setAsking] = useState(false);
  const sender = useRules(() => setAsking(false));
  const rules = query.data;
  if (query.isPending) return null;
  return (
    <section className="stack" aria-labelledby="sign-in-rules">
      <h2 id="sign-in-rules">{t('people.rules')}</h2>
      {rules ? (
        <div className={`${css.line} panel`}>
          <p className={css.who}>
            {t(rules.secondFactorRequired ? 'people.factorRequired' : 'people.factorFree')}{' '}
            {rules.secondFactorRequired && rules.peopleWithout > 0 && (
              <span className="muted">{t('people.factorMissing', { count: rules.peopleWithout })}</span>
            )}
          </p>
          {rules.secondFactorRequired ? (
            <Button variant="default" loading={sender.busy} onClick={() => void sender.send(false)}>
              {t('people.freeFactor')}
            </Button>
          ) : (
            <Button variant="default" onClick={() => setAsking(true)}>
              {t('people.requireFactor')}
            </Button>
          )}
          {!asking && sender.error !== null && (
            <div className={css.error}>
              <Note tone="bad">{formatError(sender.error, t, i18n)}</Note>
            </div>
          )}
        </div>
      ) : (
        <QueryError query={query} />
      )}
      {asking && rules && <RequireDialog rules={rules} sender={sender} onClose={() => setAsking(false)} />}
    </section>
  );
}

interface RulesSender {
  busy: boolean;
  error: unknown;
  send(secondFactorRequired: boolean): Promise<void>;
}

function useRules(onDone: () => void): RulesSender {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const send = async (secondFactorRequired: boolean) => {
    setBusy(true);
    setError(null);
    try {
      queryClient.setQueryData(signInRulesQuery.queryKey, await changeSignInRules({ secondFactorRequired }));
      onDone();
      // It may be the owner's own turn.
      await queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
    } catch (error) {
      setError(error);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, send };
}

function RequireDialog({ rules, sender, onClose }: { rules: SignInRules; sender: RulesSender; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('people.requireTitle')}>
      <div className="stack">
        <p>{t('people.requireText')}</p>
        {rules.peopleWithout > 0 && (
          <Note tone="warn">
            {t('people.requirePeople', { count: rules.peopleWithout })}{' '}
            {rules.keysWithout > 0 && t('people.requireKeys', { count: rules.keysWithout })}
          </Note>
        )}
        {sender.error !== null && <Note tone="bad">{formatError(sender.error, t, i18n)}</Note>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button loading={sender.busy} onClick={() => void sender.send(true)}>
            {t('people.requireFactor')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
