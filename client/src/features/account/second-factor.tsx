import { Badge, Button } from '@mantine/core';
import type { Me } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { secondFactorQuery } from '../../api/people.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './account.module.css';
import { SecondFactorDialog, type SecondFactorTask } from './second-factor-dialog.tsx';

/** Whether signing in asks for a code, and what can be done about it. */
export function SecondFactorSection({ me }: { me: Me }) {
  const { t } = useTranslation();
  const query = useQuery(secondFactorQuery);
  const [task, setTask] = useState<SecondFactorTask | null>(null);
  const factor = query.data;
  return (
    <section className={`${css.section} panel`} aria-labelledby="second-factor">
      <div className="row" style={{ gap: 8 }}>
        <h2 id="second-factor">{t('secondFactor.title')}</h2>
        {factor?.on && (
          <Badge variant="light" color="green">
            {t('secondFactor.badge')}
          </Badge>
        )}
      </div>
      {query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : !factor ? (
        <QueryError query={query} />
      ) : factor.on ? (
        <>
          <p className="muted">
            {t('secondFactor.on')} {t('secondFactor.codesLeft', { count: factor.recoveryCodesLeft })}
          </p>
          <div className="row wrap">
            <Button variant="default" onClick={() => setTask('codes')}>
              {t('secondFactor.newCodes')}
            </Button>
            <Button variant="default" onClick={() => setTask('remove')}>
              {t('secondFactor.turnOff')}
            </Button>
          </div>
        </>
      ) : me.hasPassword ? (
        <>
          <p className="muted">{t('secondFactor.off')}</p>
          <div className="row">
            <Button variant="default" onClick={() => setTask('set-up')}>
              {t('secondFactor.setUp')}
            </Button>
          </div>
        </>
      ) : (
        <p className="muted">{t('secondFactor.needsPassword')}</p>
      )}
      {task && <SecondFactorDialog task={task} onClose={() => setTask(null)} />}
    </section>
  );
}
