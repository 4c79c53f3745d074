import { mayDo } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { PageSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { ApiKeyList } from '../api-keys/api-key-list.tsx';
import { OldDataForm } from '../deletion/old-data-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { SecondFactorSection } from './second-factor.tsx';
import { SessionList } from './session-list.tsx';
import { SingleSignOnSection } from './single-sign-on.tsx';
import { UsagePanel } from './usage-panel.tsx';

/** Your own name, password and sessions. */
export function AccountScreen() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  useTitle(t('account.title'));
  if (!me) return <PageSkeleton />;
  return (
    <div className="page">
      <div>
        <h1>{t('account.title')}</h1>
        <p className="muted">{t('account.role', { role: t(`role.${me.role}`) })}</p>
      </div>
      <ProfileForm me={me} />
      {(me.hasPassword || !me.singleSignOn) && (
        <>
          <PasswordForm me={me} />
          <SecondFactorSection me={me} />
        </>
      )}
      <SingleSignOnSection me={me} />
      <UsagePanel />
      <SessionList />
      {mayDo(me.role, 'deletion.run') && <OldDataForm />}
      <ApiKeyList />
    </div>
  );
}
