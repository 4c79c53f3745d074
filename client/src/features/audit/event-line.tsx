import { Badge, Button } from '@mantine/core';
import { AUDIT_VIAS, type AuditEvent } from '@sheetport/contract';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useServerClock } from '../../ui/clock.ts';
import { DisclosureButton } from '../../ui/disclosure-button.tsx';
import { useFormats } from '../../ui/format.ts';
import css from './audit.module.css';
import { describeDetails, describeEvent, nameOfPerson } from './describe-event.ts';

/** One event: a sentence, when and from where; its details on demand. */
export function EventLine({ event, onObject }: { event: AuditEvent; onObject: (id: string) => void }) {
  const { t } = useTranslation();
  const format = useFormats();
  const now = useServerClock(60_000);
  const [open, setOpen] = useState(false);
  const words = describeDetails(event, t);
  const details = `event-${event.id}`;
  return (
    <li className={css.line}>
      <div className={css.what}>
        <p className={css.sentence}>
          {describeEvent(event, t)}
          {event.outcome !== 'done' && (
            <Badge
              size="sm"
              variant="light"
              color={event.outcome === 'refused' ? 'orange' : 'red'}
              className={css.badge ?? ''}
            >
              {t(event.outcome === 'refused' ? 'audit.refused' : 'audit.failed')}
            </Badge>
          )}
        </p>
        <p className="muted small">
          <time dateTime={event.at} title={format.moment(event.at)}>
            {format.ago(event.at, now)}
          </time>
          {event.address && (
            <>
              {' · '}
              <span className="digits">{event.address}</span>
            </>
          )}
          {words && ` · ${words}`}
        </p>
      </div>
      <DisclosureButton isOpen={open} controls={details} onToggle={() => setOpen(!open)}>
        {t('audit.moreOf')}
      </DisclosureButton>
      <div id={details} hidden={!open} className={css.details}>
        {open && <EventDetails event={event} onObject={onObject} />}
      </div>
    </li>
  );
}

function EventDetails({ event, onObject }: { event: AuditEvent; onObject: (id: string) => void }) {
  const { t } = useTranslation();
  const format = useFormats();
  const { object, via, details } = event;
  const how = AUDIT_VIAS.find((known) => known === via.kind);
  const rows: [string, string][] = [
    [t('audit.when'), format.moment(event.at)],
    [t('audit.who'), nameOfPerson(event, t)],
    [t('audit.how'), how ? t(`audit.via.${how}`) : via.kind],
    ...(event.address ? [[t('audit.address'), event.address] as [string, string]] : []),
    ...(object
      ? [[t('audit.object'), `${object.name ?? t('audit.noName')} (${object.kind})`] as [string, string]]
      : []),
    [t('audit.code'), event.action],
    // Names of fields of the API: the same in every language.
    ...Object.entries(details).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ];
  const about = typeof details.tableId === 'string' ? details.tableId : object?.id;
  return (
    <>
      <dl className={css.rows}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {about && (
        <Button size="compact-xs" variant="default" onClick={() => onObject(about)}>
          {t('audit.onlyObject')}
        </Button>
      )}
    </>
  );
}
