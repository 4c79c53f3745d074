import { Button } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';
import { MakeKeyNote } from '../keys/make-key-note.tsx';
import type { Choices, SettledChoices } from './choices.ts';
import type { Plan } from './plan.ts';

/** What is to say about the key: a column that can be it, or why the chosen one cannot, with one press to mend it. */
export function KeyNotes({
  plan,
  choices,
  onChange,
}: {
  plan: Plan;
  choices: SettledChoices;
  onChange: (fields: Partial<Choices>) => void;
}) {
  const { t } = useTranslation();
  if (plan.pending) return null;
  if (plan.table && plan.problems.some(({ code }) => code === 'keyNotUnique'))
    return <MakeKeyNote table={plan.table} wanted={plan.key} onMade={(tableKey) => onChange({ tableKey })} />;
  const candidate = plan.keyCandidates[0];
  const isOpen = plan.table ? plan.problems.some(({ code }) => code === 'keyNeeded') : choices.newKey.length === 0;
  if (!candidate || !isOpen || (choices.goes === 'existing' && !plan.table)) return null;
  const column = plan.columns.find(({ index }) => index === candidate.index);
  if (!column || (plan.table && !column.target)) return null;
  const label = column.label.trim() || column.heading;
  return (
    <div className="stack" style={{ gap: 6 }}>
      <p className="small">
        {candidate.exact
          ? t('keys.identifies', { column: label, count: candidate.rows })
          : t('keys.seems', { column: label })}
      </p>
      <Button
        size="xs"
        variant="light"
        style={{ justifySelf: 'start' }}
        onClick={() => onChange(plan.table ? { tableKey: [column.target as string] } : { newKey: [column.index] })}
      >
        {t('keys.choose', { column: label })}
      </Button>
    </div>
  );
}
