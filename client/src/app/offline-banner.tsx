import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { onContact, readContact } from '../api/connection-status.ts';
import { useTranslation } from '../i18n/use-translation.ts';
import { useFormats } from '../ui/format.ts';
import css from './offline-banner.module.css';

/** A blink of the network is not worth a banner; the socket is back before anybody has read it. */
const PATIENCE_MS = 1200;

/** Says that what is on screen may be old, and how old. */
export function OfflineBanner() {
  const { t } = useTranslation();
  const format = useFormats();
  const contact = useSyncExternalStore(onContact, readContact);
  const [now, setNow] = useState(Date.now);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (contact.reached) return setShown(false);
    const patience = setTimeout(() => {
      setNow(Date.now());
      setShown(true);
    }, PATIENCE_MS);
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => {
      clearTimeout(patience);
      clearInterval(timer);
    };
  }, [contact.reached]);
  return (
    <div role="status" className={css.holder}>
      {shown && !contact.reached && (
        <div className={css.banner}>
          <IconPlugConnectedX size={16} stroke={1.8} aria-hidden="true" />
          <span>{t('offline.text', { age: format.duration((now - contact.heardAt) / 1000) })}</span>
        </div>
      )}
    </div>
  );
}
