import type { Permission } from '@sheetport/contract';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { AUTOMATION } from '../../routing/addresses.ts';
import { Link } from '../../routing/link.tsx';
import { useShown } from '../../routing/router.ts';
import css from './automation-tabs.module.css';

const TABS: Readonly<Record<(typeof AUTOMATION)[number], { label: Label; permission?: Permission }>> = {
  '/schedules': { label: 'automation.schedules' },
  '/feeds': { label: 'automation.feeds', permission: 'feed.create' },
  '/deliveries': { label: 'deliveries.title', permission: 'delivery.create' },
  '/webhooks': { label: 'webhooks.title', permission: 'webhook.create' },
};
type Label = 'automation.schedules' | 'automation.feeds' | 'deliveries.title' | 'webhooks.title';

/** The tabs of Automation: the pages of what runs without a person. */
export function AutomationTabs() {
  const { t } = useTranslation();
  const { pathname } = useShown();
  const may = useMay();
  const tabs = AUTOMATION.filter((to) => {
    const { permission } = TABS[to];
    return permission === undefined || may(permission);
  });
  return (
    <nav className={css.tabs} aria-label={t('automation.pages')}>
      {tabs.map((to) => (
        <Link
          key={to}
          to={to}
          className={css.tab}
          aria-current={pathname === to ? 'page' : pathname.startsWith(`${to}/`) ? 'true' : undefined}
        >
          {t(TABS[to].label)}
        </Link>
      ))}
    </nav>
  );
}
