import { ActionIcon, Menu, Switch } from '@mantine/core';
import type { Schedule } from '@sheetport/contract';
import {
  IconChevronDown,
  IconChevronRight,
  IconDots,
  IconPencil,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { meQuery } from '../../api/queries.ts';
import { changeSchedule, deleteSchedule, refreshSchedules, runSchedule } from '../../api/schedules.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { AskDialog } from '../../ui/ask-dialog.tsx';
import { DisclosureButton } from '../../ui/disclosure-button.tsx';
import { useNames } from '../../ui/use-names.ts';
import block from '../automation/line-block.module.css';
import { describeTiming } from './describe-timing.ts';
import { formatZoned, ownTimeZone } from './format-zoned.ts';
import { RunList } from './run-list.tsx';
import { RunResult } from './run-result.tsx';
import css from './schedules.module.css';
import { useTaskWords } from './use-task-words.ts';

/** A schedule: what it does, when, how it went last, and its history on demand. */
export function ScheduleLine({ schedule, onEdit }: { schedule: Schedule; onEdit: () => void }) {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const nameOf = useNames();
  const describeTask = useTaskWords();
  const [isOpen, setIsOpen] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { id, name, task, timing, timeZone, enabled, nextAt, lastRun, createdBy } = schedule;
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    await work().catch(setError);
    await refreshSchedules();
    setBusy(false);
  };
  const runs = `runs-${id}`;
  return (
    <li className={block.line}>
      <div className={block.head}>
        <div className={block.what}>
          <p className={block.name}>{name}</p>
          <p className="muted small">
            {describeTask(task)}
            {createdBy !== me?.id && ` · ${t('schedules.by', { name: nameOf(createdBy) })}`}
          </p>
          <p className="small">
            {describeTiming(timing, t, i18n.language)}
            {timing.kind !== 'interval' && timeZone !== ownTimeZone() && ` (${timeZone})`}
          </p>
        </div>
        <div className={block.side}>
          <Switch
            checked={enabled}
            disabled={busy}
            aria-label={t('schedules.onOff', { name })}
            onChange={({ currentTarget: { checked } }) => void act(() => changeSchedule(id, { enabled: checked }))}
          />
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('schedules.more', { name })}>
                <IconDots size={17} stroke={1.8} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconPlayerPlay size={16} stroke={1.7} />}
                onClick={() => void act(() => runSchedule(id)).then(() => setIsOpen(true))}
              >
                {t('schedules.runNow')}
              </Menu.Item>
              <Menu.Item leftSection={<IconPencil size={16} stroke={1.7} />} onClick={onEdit}>
                {t('schedules.edit')}
              </Menu.Item>
              <Menu.Item
                c="var(--bad)"
                leftSection={<IconTrash size={16} stroke={1.7} />}
                onClick={() => setIsDeleting(true)}
              >
                {t('schedules.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      <div className={css.last}>
        <span className="small digits">
          {nextAt
            ? t('schedules.next', { at: formatZoned(nextAt, timeZone, i18n.language) })
            : t(enabled ? 'schedules.over' : 'schedules.off')}
        </span>
        {lastRun && <RunResult run={lastRun} timeZone={timeZone} />}
        <DisclosureButton
          isOpen={isOpen}
          controls={runs}
          icon={isOpen ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          onToggle={() => setIsOpen(!isOpen)}
        >
          {t('schedules.history')}
        </DisclosureButton>
      </div>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      <div id={runs} hidden={!isOpen}>
        {isOpen && <RunList schedule={schedule} />}
      </div>
      {isDeleting && (
        <AskDialog
          title={t('schedules.deleteTitle', { name })}
          text={t('schedules.deleteText')}
          confirm={t('schedules.delete')}
          isDangerous
          onConfirm={() => act(() => deleteSchedule(id)).finally(() => setIsDeleting(false))}
          onClose={() => setIsDeleting(false)}
        />
      )}
    </li>
  );
}
