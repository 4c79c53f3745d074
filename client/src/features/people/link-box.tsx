import { Modal } from '@mantine/core';
import type { Delivery, PasswordLink, Person } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { CopyBox } from '../../ui/copy-box.tsx';
import { useFormats } from '../../ui/format.ts';

/** A link that is shown once, to copy. In: its path; the address of the service is the page's. */
export function LinkBox({ path, expiresAt, onDone }: { path: string; expiresAt: string; onDone: () => void }) {
  const { t } = useTranslation();
  const format = useFormats();
  return (
    <CopyBox
      label={t('people.link')}
      description={t('people.linkText', { until: format.moment(expiresAt) })}
      value={location.origin + path}
      copy={t('people.copy')}
      onDone={onDone}
    />
  );
}

/** Whether the link was sent, or else what to do with it. */
export function DeliveryNote({
  delivery,
  email,
  name,
}: {
  delivery: Delivery;
  email: string | null;
  name: string | null;
}) {
  const { t } = useTranslation();
  if (delivery === 'none' || email === null)
    return <p role="status">{name ? t('people.linkReady', { name }) : t('people.linkReadyNobody')}</p>;
  if (delivery === 'failed') return <Note tone="bad">{t('people.emailFailed', { email })}</Note>;
  return <p role="status">{t('people.emailSent', { email })}</p>;
}

/** The link with which a person sets a new password. */
export function PasswordLinkDialog({
  person: { name, email },
  link,
  onClose,
}: {
  person: Pick<Person, 'name' | 'email'>;
  link: PasswordLink;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('people.passwordTitle', { name })} size="lg">
      <div className="stack">
        <DeliveryNote delivery={link.delivery} email={email} name={name} />
        <LinkBox path={link.path} expiresAt={link.expiresAt} onDone={onClose} />
      </div>
    </Modal>
  );
}
