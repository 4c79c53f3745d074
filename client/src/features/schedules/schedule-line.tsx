import { Button, Menu, Switch } from '@mantine/core';
import type { Schedule } from '@sheetport/contract';
import { IconPencil, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
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
import { useStep } from '../../ui/use-step.ts';
import { AutomationLine } from '../automation/automation-line.tsx';
import { MoreMenu } from '../automation/more-menu.tsx';
import { describeTiming } from './describe-timing.ts';
import { formatBoth, ownTimeZone } from './format-zoned.ts';
import { RunList } from './run-list.tsx';
import { RunResult } from './run-result.tsx';
import { useTaskWords } from './use-task-words.ts';

const ICON = { size: 16, stroke: 1.7 };

/** A schedule: what it does, when, how it went last, and its history on demand. */
export function ScheduleLine({ schedule, onEdit }: { schedule: Schedule; onEdit: () => void }) {
  const { t, i18n } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const nameOf = useNames();
  const describeTask = useTaskWords();
  const [isOpen, setIsOpen] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const { busy, error, run: act } = useStep(refreshSchedules);
  const { id, name, task, timing, timeZone, enabled, nextAt, lastRun, createdBy } = schedule;
  const runs = `runs-${id}`;
  const zone = timing.kind === 'interval' ? ownTimeZone() : timeZone;
  const next = nextAt ? formatBoth(nextAt, zone, i18n.language) : undefined;
  return (
    <AutomationLine
      name={name}
      words={
        <>
          <p className="muted small">
            {describeTask(task)}
            {createdBy !== me?.id && ` · ${t('schedules.by', { name: nameOf(createdBy) })}`}
          </p>
          <p className="small">
            {describeTiming(timing, t, i18n.language)}
            {zone !== ownTimeZone() && ` (${zone})`}
          </p>
          <p className="small digits">
            {next ? t('schedules.next', { at: next.at }) : t(enabled ? 'schedules.over' : 'schedules.off')}
            {next?.here && <span className="muted"> · {t('schedules.here', { at: next.here })}</span>}
          </p>
        </>
      }
      side={
        <>
          <Switch
            checked={enabled}
            disabled={busy}
            aria-label={t('schedules.onOff', { name })}
            onChange={({ currentTarget: { checked } }) => void act(() => changeSchedule(id, { enabled: checked }))}
          />
          <MoreMenu label={t('schedules.more', { name })}>
            <Menu.Item leftSection={<IconPencil {...ICON} />} onClick={onEdit}>
              {t('schedules.edit')}
            </Menu.Item>
            <Menu.Item c="var(--bad)" leftSection={<IconTrash {...ICON} />} onClick={() => setIsDeleting(true)}>
              {t('schedules.delete')}
            </Menu.Item>
          </MoreMenu>
        </>
      }
      foot={
        <>
          <Button
            size="xs"
            variant="default"
            loading={busy}
            leftSection={<IconPlayerPlay {...ICON} />}
            aria-label={t('schedules.runNowName', { name })}
            onClick={() => void act(() => runSchedule(id)).then(() => setIsOpen(true))}
          >
            {t('schedules.runNow')}
          </Button>
          <DisclosureButton isOpen={isOpen} controls={runs} onToggle={() => setIsOpen(!isOpen)}>
            {t('schedules.history')}
          </DisclosureButton>
          {lastRun && !isOpen && <RunResult run={lastRun} />}
        </>
      }
    >
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
    </AutomationLine>
  );
}
