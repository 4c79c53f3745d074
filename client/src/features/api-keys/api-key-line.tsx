import { ActionIcon, Badge, Menu } from '@mantine/core';
import type { ApiKey } from '@sheetport/contract';
import { IconDots, IconGauge, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useServerClock } from '../../ui/clock.ts';
import { useFormats } from '../../ui/format.ts';
import css from './api-keys.module.css';
import { useKeyTables } from './key-tables-field.tsx';

/** One key: what it may, when it was used and when it ends. */
export function ApiKeyLine({
  apiKey,
  owner,
  onRotate,
  onLimit,
  onEnd,
}: {
  apiKey: ApiKey;
  /** Whose it is, where that is said. */
  owner: string | null;
  /** Absent for a key of somebody else. */
  onRotate?: (() => void) | undefined;
  onLimit?: (() => void) | undefined;
  onEnd: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const now = useServerClock(60_000);
  const { name, scopes, importRequestsPerMinute: rate, start, expiresAt, lastUsedAt, earlierSecretUntil } = apiKey;
  const only = useKeyTables(apiKey.tables);
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= now;
  const end = expiresAt === null ? t('apiKeys.forever') : t('apiKeys.until', { until: format.moment(expiresAt) });
  const used = lastUsedAt === null ? t('apiKeys.unused') : t('apiKeys.used', { when: format.ago(lastUsedAt, now) });
  return (
    <li className={css.line}>
      <div className={css.what}>
        <p className="row wrap" style={{ gap: 6 }}>
          <span className="one-line">{name}</span>
          {scopes.map((scope) => (
            <Badge key={scope} variant="light">
              {t(`apiKeys.${scope}`)}
            </Badge>
          ))}
          {isExpired && (
            <Badge variant="light" color="red">
              {t('apiKeys.expired')}
            </Badge>
          )}
        </p>
        <p className="muted small">
          {owner !== null && `${owner} · `}
          <code>{start}…</code> · {used} · {end}
        </p>
        {rate !== null && <p className="muted small">{t('apiKeys.rated', { count: rate })}</p>}
        {only !== null && <p className="muted small">{only}</p>}
        {earlierSecretUntil !== null && (
          <p className="muted small">{t('apiKeys.earlier', { until: format.moment(earlierSecretUntil) })}</p>
        )}
      </div>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('apiKeys.more', { name })}>
            <IconDots size={17} stroke={1.8} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {onRotate && (
            <Menu.Item leftSection={<IconRefresh size={16} stroke={1.7} />} onClick={onRotate}>
              {t('apiKeys.rotate')}
            </Menu.Item>
          )}
          {onLimit && scopes.includes('import') && (
            <Menu.Item leftSection={<IconGauge size={16} stroke={1.7} />} onClick={onLimit}>
              {t('apiKeys.limit')}
            </Menu.Item>
          )}
          <Menu.Item c="var(--bad)" leftSection={<IconTrash size={16} stroke={1.7} />} onClick={onEnd}>
            {t('apiKeys.end')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
