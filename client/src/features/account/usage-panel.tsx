import { KEPT_KINDS, type QuotaUse, type Usage } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { usageQuery } from '../../api/people.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './account.module.css';

/** What a person uses of their limits. */
export function UsagePanel() {
  const { t } = useTranslation();
  const query = useQuery(usageQuery);
  return (
    <section className={`${css.section} panel`} aria-labelledby="usage">
      <div>
        <h2 id="usage">{t('usage.title')}</h2>
        <p className="muted small">{t('usage.lead')}</p>
      </div>
      {query.isPending ? (
        <LinesSkeleton lines={3} />
      ) : query.error && !query.data ? (
        <QueryError query={query} />
      ) : (
        query.data && <UsageLines usage={query.data} />
      )}
    </section>
  );
}

/** A bar for each limit. */
export function UsageLines({ usage }: { usage: Usage }) {
  const { t } = useTranslation();
  const format = useFormats();
  return (
    <div className={css.usage}>
      <UsageLine label={t('usage.storedBytes')} use={usage.storedBytes} format={format.bytes} />
      <UsageLine label={t('usage.openJobs')} use={usage.openJobs} format={format.count} />
      <UsageLine label={t('usage.rowsPerDay')} use={usage.rowsPerDay} format={format.count} />
      <KeptLines kept={usage.kept} />
    </div>
  );
}

/** What the person made of each kind, where there is any. */
function KeptLines({ kept }: { kept: Usage['kept'] }) {
  const { t } = useTranslation();
  const format = useFormats();
  const made = KEPT_KINDS.filter((kind) => kept[kind].used > 0);
  if (made.length === 0) return null;
  return (
    <div>
      <p>{t('usage.kept')}</p>
      <ul className={`${css.kept} muted small digits`}>
        {made.map((kind) => (
          <li key={kind}>
            {t(`usage.${kind}`)}:{' '}
            {t('usage.of', { used: format.count(kept[kind].used), limit: format.count(kept[kind].limit) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function UsageLine({ label, use, format }: { label: string; use: QuotaUse; format: (value: number) => string }) {
  const { t } = useTranslation();
  const { used, limit, all } = use;
  return (
    <div>
      <div className="row between wrap">
        <span>{label}</span>
        <span className="muted digits">
          {limit === null
            ? t('usage.noLimit', { used: format(used) })
            : t('usage.of', { used: format(used), limit: format(limit) })}
        </span>
      </div>
      {limit !== null && (
        // The words above say the same.
        <div className={css.bar} aria-hidden="true" data-full={used >= limit}>
          <span style={{ width: `${Math.min(100, (used / limit) * 100)}%` }} />
        </div>
      )}
      {all && (
        <p className="muted small digits">{t('usage.all', { used: format(all.used), limit: format(all.limit) })}</p>
      )}
    </div>
  );
}
