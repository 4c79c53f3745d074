import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Link } from '../../routing/link.tsx';
import { useShown } from '../../routing/router.ts';
import css from './automation-tabs.module.css';

/** The tabs of Automation: the pages of what runs without a person. */
export function AutomationTabs() {
  const { t } = useTranslation();
  const { pathname } = useShown();
  const may = useMay();
  const tabs = [
    { to: '/schedules', label: t('automation.schedules') },
    ...(may('feed.create') ? [{ to: '/feeds', label: t('automation.feeds') } as const] : []),
    ...(may('delivery.create') ? [{ to: '/deliveries', label: t('deliveries.title') } as const] : []),
    ...(may('webhook.create') ? [{ to: '/webhooks', label: t('webhooks.title') } as const] : []),
  ] as const;
  return (
    <nav className={css.tabs} aria-label={t('automation.pages')}>
      {tabs.map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          className={css.tab}
          aria-current={pathname === to ? 'page' : pathname.startsWith(`${to}/`) ? 'true' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
