import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { endOtherSessions, endSession } from '../../api/people.ts';
import { meQuery, queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { ProofForm } from './proof-form.tsx';

/** What is signed out: one browser, or all others. */
export type SessionsToEnd = { id: string; browser: string } | 'others';

/** Asks for the password, where the account has one, and signs browsers out. */
export function EndSessionDialog({ what, onClose }: { what: SessionsToEnd; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const hasPassword = me?.hasPassword ?? false;
  const end = async (password: string) => {
    const proof = hasPassword ? password : undefined;
    await (what === 'others' ? endOtherSessions(proof) : endSession(what.id, proof));
    await queryClient.invalidateQueries({ queryKey: KEYS.sessions });
    onClose();
  };
  const title = what === 'others' ? t('account.endOthersTitle') : t('account.endTitle', { browser: what.browser });
  return (
    <Modal opened onClose={onClose} title={title}>
      <ProofForm label={t('account.end')} hasPassword={hasPassword} onProve={end} onClose={onClose}>
        <p>{t('account.endText')}</p>
      </ProofForm>
    </Modal>
  );
}
