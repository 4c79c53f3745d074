import type { UploadLink } from '@sheetport/contract';
import { IconLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { uploadLinksQuery } from '../../api/upload-links.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Empty } from '../../ui/empty.tsx';
import { MakeButton } from '../../ui/make-button.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { LinkLine } from './link-line.tsx';
import css from './upload-links.module.css';

/** The upload links of a table. */
export function LinkList({
  tableId,
  onMake,
  onChange,
}: {
  tableId: string;
  onMake: () => void;
  onChange: (link: UploadLink) => void;
}) {
  const { t } = useTranslation();
  const query = useQuery(uploadLinksQuery(tableId));
  if (query.isPending) return <LinesSkeleton lines={3} />;
  if (!query.data) return <QueryError query={query} />;
  const { links } = query.data;
  const make = (
    <MakeButton kind="uploadLinks" listed={links.length} onClick={onMake}>
      {t('uploadLinks.make')}
    </MakeButton>
  );
  if (links.length === 0)
    return (
      <Empty
        icon={<IconLink size={22} stroke={1.6} />}
        title={t('uploadLinks.none')}
        text={`${t('uploadLinks.lead')} ${t('uploadLinks.noneText')}`}
      >
        {make}
      </Empty>
    );
  return (
    <div className="stack">
      <p className="muted small">{t('uploadLinks.lead')}</p>
      <ul className={css.list} aria-label={t('uploadLinks.button')}>
        {links.map((link) => (
          <LinkLine key={link.id} link={link} onChange={() => onChange(link)} />
        ))}
      </ul>
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        {make}
      </div>
    </div>
  );
}
