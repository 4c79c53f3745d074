import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import type { Schedule, ScheduleTask } from '@sheetport/contract';
import { type FormEvent, useDeferredValue, useMemo, useState } from 'react';
import { changeSchedule, makeSchedule, refreshSchedules } from '../../api/schedules.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { FormEnd } from '../../ui/form-end.tsx';
import { formatZoned, listTimeZones } from './format-zoned.ts';
import { NextRuns } from './next-runs.tsx';
import { draftOf, makeRequest, makeWhen, newDraft, type ScheduleDraft } from './schedule-draft.ts';
import { ScheduleOptions } from './schedule-options.tsx';
import { TaskFields } from './task-fields.tsx';
import { TimingFields } from './timing-fields.tsx';

interface Props {
  /** The one that changes; none for a new one. */
  schedule?: Schedule;
  /** What a new one does, and how it may be called. */
  task?: ScheduleTask;
  name?: string;
  onClose: () => void;
}

/** Asks what is to be done by itself and when, and shows the next times before anything is saved. */
export function ScheduleDialog({ schedule, task, name, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const [draft, setDraft] = useState(() => (schedule ? draftOf(schedule) : newDraft(task, name)));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState<Schedule | null>(null);
  const change = (part: Partial<ScheduleDraft>) => setDraft((before) => ({ ...before, ...part }));
  const when = useDeferredValue(useMemo(() => makeWhen(draft), [draft]));
  const request = makeRequest(draft);
  const zones = useMemo(() => listTimeZones(draft.timeZone), [draft.timeZone]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || !request) return;
    setBusy(true);
    setError(null);
    try {
      const done = schedule ? await changeSchedule(schedule.id, request) : await makeSchedule(request);
      await refreshSchedules();
      // From another page nobody sees it in its list.
      if (task) setSaved(done);
      else onClose();
    } catch (error) {
      setError(error);
    }
    setBusy(false);
  };
  if (saved)
    return (
      <Modal opened onClose={onClose} title={t('schedules.savedTitle')}>
        <div className="stack">
          <Note tone="good">
            {t('schedules.savedText', {
              name: saved.name,
              at: saved.nextAt ? formatZoned(saved.nextAt, saved.timeZone, i18n.language) : '',
            })}
          </Note>
          <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
            <Button onClick={onClose} data-autofocus>
              {t('action.close')}
            </Button>
          </div>
        </div>
      </Modal>
    );
  return (
    <Modal opened onClose={onClose} title={t(schedule ? 'schedules.editTitle' : 'schedules.makeTitle')} size="lg">
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t('schedules.name')}
          placeholder={t('schedules.namePlaceholder')}
          value={draft.name}
          maxLength={120}
          required
          data-autofocus
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TaskFields task={draft.task} onChange={(task) => change({ task })} />
        <TimingFields draft={draft.timing} onChange={(timing) => change({ timing: { ...draft.timing, ...timing } })} />
        <NativeSelect
          label={t('schedules.timeZone')}
          value={draft.timeZone}
          data={zones}
          onChange={(event) => change({ timeZone: event.currentTarget.value })}
        />
        <NextRuns when={when} />
        <ScheduleOptions draft={draft} onChange={change} />
        <FormEnd
          label={t(schedule ? 'schedules.save' : 'schedules.make')}
          error={error}
          busy={busy}
          disabled={!request}
          onCancel={onClose}
        />
      </form>
    </Modal>
  );
}
