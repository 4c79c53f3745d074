import { Modal, PasswordInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { endOtherSessions, endSession } from '../../api/people.ts';
import { meQuery, queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { FormEnd } from '../../ui/form-end.tsx';
import { useStep } from '../../ui/use-step.ts';

/** What is signed out: one browser, or all others. */
export type SessionsToEnd = { id: string; browser: string } | 'others';

/** Asks for the password, where the account has one, and signs browsers out. */
export function EndSessionDialog({ what, onClose }: { what: SessionsToEnd; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [password, setPassword] = useState('');
  const { busy, error, run } = useStep();
  const needsPassword = me?.hasPassword ?? false;
  const isReady = !needsPassword || password !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    void run(async () => {
      const proof = needsPassword ? password : undefined;
      await (what === 'others' ? endOtherSessions(proof) : endSession(what.id, proof));
      await queryClient.invalidateQueries({ queryKey: KEYS.sessions });
      onClose();
    });
  };
  const title = what === 'others' ? t('account.endOthersTitle') : t('account.endTitle', { browser: what.browser });
  return (
    <Modal opened onClose={onClose} title={title}>
      <form className="stack" onSubmit={submit}>
        <p>{t('account.endText')}</p>
        {needsPassword && (
          <PasswordInput
            label={t('account.currentPassword')}
            autoComplete="current-password"
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        <FormEnd label={t('account.end')} error={error} busy={busy} disabled={!isReady} onCancel={onClose} />
      </form>
    </Modal>
  );
}
