import type { KeptKind } from '@sheetport/contract';
import type { ComponentProps, ReactNode } from 'react';
import { Empty } from '../../ui/empty.tsx';
import { MakeButton } from '../../ui/make-button.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import css from './automation-page.module.css';
import { AutomationTabs } from './automation-tabs.tsx';

/** What the page of a kind of automation says; each text is of its kind. */
interface PageTexts {
  title: string;
  lead: string;
  make: string;
  none: string;
  noneText: string;
}

/** The list as it was asked for. */
type ListQuery = ComponentProps<typeof QueryError>['query'] & { isPending: boolean; data: unknown };

/**
 * The page of a kind of automation: its list, and a button that makes one. While nothing is there, the button is where the list will be.
 * @param kind what the button makes
 * @param lines the lines of the list, each an `<li>`
 * @param children dialogs
 */
export function AutomationPage({
  kind,
  texts,
  icon,
  query,
  lines,
  onMake,
  children,
}: {
  kind: Extract<KeptKind, 'schedules' | 'feeds' | 'deliveries' | 'webhooks'>;
  texts: PageTexts;
  icon: ReactNode;
  query: ListQuery;
  lines: readonly ReactNode[];
  onMake: () => void;
  children: ReactNode;
}) {
  const make = (
    <MakeButton kind={kind} listed={lines.length} onClick={onMake}>
      {texts.make}
    </MakeButton>
  );
  return (
    <div className="page">
      <div className="row between wrap">
        <div>
          <h1>{texts.title}</h1>
          <p className="muted">{texts.lead}</p>
        </div>
        {lines.length > 0 && make}
      </div>
      <AutomationTabs />
      {query.isPending ? (
        <LinesSkeleton lines={4} />
      ) : !query.data ? (
        <QueryError query={query} />
      ) : lines.length === 0 ? (
        <div className="panel">
          <Empty icon={icon} title={texts.none} text={texts.noneText}>
            {make}
          </Empty>
        </div>
      ) : (
        <>
          {query.error !== null && <QueryError query={query} />}
          <ul className={`${css.list} panel`} aria-label={texts.title}>
            {lines}
          </ul>
        </>
      )}
      {children}
    </div>
  );
}
