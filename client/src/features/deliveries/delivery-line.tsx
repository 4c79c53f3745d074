import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { FileDelivery } from '@sheetport/contract';
import { IconPencil, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteDelivery, refreshDeliveries, runDelivery } from '../../api/deliveries.ts';
import { meQuery, tablesQuery } from '../../api/queries.ts';
import { formatAppError, formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { AskDialog } from '../../ui/ask-dialog.tsx';
import { useServerClock } from '../../ui/clock.ts';
import { DisclosureButton } from '../../ui/disclosure-button.tsx';
import { useFormats } from '../../ui/format.ts';
import { useNames } from '../../ui/use-names.ts';
import { AutomationLine } from '../automation/automation-line.tsx';
import { MoreMenu } from '../automation/more-menu.tsx';
import { RunBadge } from './run-badge.tsx';
import { RunList } from './run-list.tsx';
import { describeTarget } from './target-draft.ts';

const ICON = { size: 16, stroke: 1.7 };

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
  return (
    <AutomationLine
      name={name}
      badge={lastRun && <RunBadge state={lastRun.state} />}
      words={
        <>
          <p className="muted small">{words.join(' · ')}</p>
          <p className="small">
            {lastRun ? t('deliveries.ran', { when: format.ago(lastRun.createdAt, now) }) : t('deliveries.neverRan')}
            {lastRun?.error && ` · ${formatAppError(lastRun.error, t, i18n)}`}
          </p>
        </>
      }
      side={
        <MoreMenu label={t('deliveries.more', { name })}>
          {isMine && (
            <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={onEdit}>
              {t('deliveries.change')}
            </Menu.Item>
          )}
          <Menu.Item c="var(--bad)" leftSection={<IconTrash {...ICON} />} onClick={() => setDeleting(true)}>
            {t('deliveries.delete')}
          </Menu.Item>
        </MoreMenu>
      }
      foot={
        <>
          {isMine && (
            <Button
              size="xs"
              variant="default"
              loading={busy}
              leftSection={<IconPlayerPlay {...ICON} />}
              aria-label={t('deliveries.runName', { name })}
              onClick={() => void run()}
            >
              {t('deliveries.run')}
            </Button>
          )}
          <DisclosureButton isOpen={open} controls={runs} onToggle={() => setOpen(!open)}>
            {t('deliveries.runs')}
          </DisclosureButton>
        </>
      }
    >
      <div id={runs} hidden={!open}>
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
    </AutomationLine>
  );
}
