import { AUDIT_ACTIONS, type AuditAction, type AuditEvent } from '@sheetport/contract';
import type { Translate } from '../../i18n/translate.ts';

/** An action that there are words for; undefined for one of a later version, or of a call that is recorded only where it was refused. */
export function knownAction(action: string): AuditAction | undefined {
  return AUDIT_ACTIONS.find((known) => known === action);
}

/** Who did it, in words. */
export function nameOfPerson({ person, via }: Pick<AuditEvent, 'person' | 'via'>, t: Translate): string {
  if (person) return person.name ?? t('people.former');
  return via.kind === 'worker' || via.kind === 'service' ? t('audit.service') : t('audit.nobody');
}

/** What happened, as a sentence. */
export function describeEvent(event: AuditEvent, t: Translate): string {
  const who = nameOfPerson(event, t);
  const action = knownAction(event.action);
  const name = event.object?.name ?? t('audit.noName');
  if (action && event.outcome === 'done') return t(`audit.did.${action}`, { who, name });
  const { call } = event.details;
  const what = action ? t(`audit.action.${action}`) : typeof call === 'string' ? call : event.action;
  return event.object?.name ? t('audit.triedOn', { who, what, name }) : t('audit.tried', { who, what });
}

/** A few words more: how many columns, what the filter is on, which role. Empty where there is nothing to add. */
export function describeDetails({ details }: Pick<AuditEvent, 'details'>, t: Translate): string {
  const { columnCount, filter, role } = details;
  const conditions = Array.isArray(filter) ? filter : [];
  const columns = conditions.flatMap((one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one) && typeof one.column === 'string' ? one.column : [],
  );
  return [
    ...(typeof columnCount === 'number' ? [t('audit.columns', { count: columnCount })] : []),
    ...(columns.length > 0 ? [t('audit.filterOn', { columns: [...new Set(columns)].join(', ') })] : []),
    ...(role === 'viewer' || role === 'editor' || role === 'owner'
      ? [t('audit.role', { role: t(`role.${role}`) })]
      : []),
  ].join(' · ');
}
