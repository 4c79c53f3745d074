import { ActionIcon, Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { FileDelivery } from '@sheetport/contract';
import { IconDots, IconEdit, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteDelivery, refreshDeliveries, runDelivery } from '../../api/deliveries.ts';
import { meQuery, tablesQuery } from '../../api/queries.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { AskDialog } from '../../ui/ask-dialog.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { DisclosureButton } from '../../ui/disclosure-button.tsx';
import { useFormats } from '../../ui/format.ts';
import { useNames } from '../../ui/use-names.ts';
import row from '../automation/line-row.module.css';
import css from './deliveries.module.css';
import { RunBadge } from './run-badge.tsx';
import { RunList } from './run-list.tsx';
import { describeTarget } from './target-draft.ts';

/** One delivery: what goes where, how it went the last time, and on demand all its runs. */
export function DeliveryLine({ delivery, onEdit }: { delivery: FileDelivery; onEdit: () => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const now = useServerClock(60_000);
  const nameOf = useNames();
  const { data: me } = useQuery(meQuery);
  const tables = useQuery(tablesQuery).data?.tables ?? [];
  const [open, setOpen] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [busy, setBusy] = useState(false);
  const { id, name, export: asked, target, lastRun, createdBy } = delivery;
  const isMine = createdBy === me?.id;
  const runs = `runs-${id}`;
  const run = async () => {
    setBusy(true);
    try {
      await runDelivery(id);
      notifications.show({ message: t('deliveries.started') });
    } catch (error) {
      notifications.show({ color: 'red', message: formatError(error, t, i18n) });
    }
    await refreshDeliveries();
    setBusy(false);
  };
  const table = tables.find((one) => one.id === asked.tableId)?.name;
  const words = [
    `${table ?? asked.name ?? t('deliveries.table')} (${asked.format ?? 'xlsx'}) → ${describeTarget(target)}`,
    ...(isMine ? [] : [t('deliveries.by', { name: nameOf(createdBy) })]),
  ];
  const icon = { size: 16, stroke: 1.7 };
  return (
    <li className={row.line}>
      <div className={row.what}>
        <p className={row.head}>
          <strong>{name}</strong>
          {lastRun && <RunBadge state={lastRun.state} />}
        </p>
        <p className={`${css.words} muted small`}>{words.join(' · ')}</p>
        <p className="muted small">
          {lastRun ? t('deliveries.ran', { when: format.ago(lastRun.createdAt, now) }) : t('deliveries.neverRan')}
          {lastRun?.error && ` · ${lastRun.error.message}`}
        </p>
      </div>
      {isMine && (
        <Button
          size="xs"
          variant="default"
          loading={busy}
          leftSection={<IconPlayerPlay {...icon} />}
          onClick={() => void run()}
        >
          {t('deliveries.run')}
        </Button>
      )}
      <DisclosureButton isOpen={open} controls={runs} onToggle={() => setOpen(!open)}>
        {t('deliveries.runs')}
      </DisclosureButton>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('deliveries.more', { name })}>
            <IconDots size={17} stroke={1.8} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isMine && (
            <Menu.Item leftSection={<IconEdit {...icon} />} onClick={onEdit}>
              {t('deliveries.change')}
            </Menu.Item>
          )}
          <Menu.Item c="var(--bad)" leftSection={<IconTrash {...icon} />} onClick={() => setDeleting(true)}>
            {t('deliveries.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <div id={runs} hidden={!open} className={open ? css.details : undefined}>
        {open && <RunList deliveryId={id} isMine={isMine} />}
      </div>
      {deleting && (
        <AskDialog
          title={t('deliveries.deleteTitle', { name })}
          text={t('deliveries.deleteText')}
          confirm={t('deliveries.delete')}
          isDangerous
          onConfirm={async () => {
            await deleteDelivery(id);
            setDeleting(false);
            void refreshDeliveries();
          }}
          onClose={() => setDeleting(false)}
        />
      )}
    </li>
  );
}
