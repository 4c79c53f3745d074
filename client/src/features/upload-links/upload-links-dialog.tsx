import { Modal } from '@mantine/core';
import type { MadeUploadLink, Table, UploadLink } from '@sheetport/contract';
import { useState } from 'react';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { CopyBox } from '../../ui/copy-box.tsx';
import { ChangeLinkForm } from './change-link-form.tsx';
import { LinkForm } from './link-form.tsx';
import { LinkList } from './link-list.tsx';

type View =
  | { kind: 'list' }
  | { kind: 'make' }
  | { kind: 'change'; link: UploadLink }
  | { kind: 'made'; made: MadeUploadLink };

/** The upload links of a table: those there are, and making another. */
export function UploadLinksDialog({ table, onClose }: { table: Pick<Table, 'id' | 'name'>; onClose: () => void }) {
  const { t } = useTranslation();
  const [view, setView] = useState<View>({ kind: 'list' });
  const list = () => setView({ kind: 'list' });
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        view.kind === 'made'
          ? t('uploadLinks.madeTitle')
          : view.kind === 'change'
            ? t('uploadLinks.changeTitle', { name: view.link.name })
            : t('uploadLinks.title', { table: table.name })
      }
      size="lg"
    >
      {view.kind === 'list' && (
        <LinkList
          tableId={table.id}
          onMake={() => setView({ kind: 'make' })}
          onChange={(link) => setView({ kind: 'change', link })}
        />
      )}
      {view.kind === 'change' && <ChangeLinkForm link={view.link} onBack={list} />}
      {view.kind === 'make' && (
        <LinkForm
          tableId={table.id}
          onBack={list}
          onMade={(made) => {
            void queryClient.invalidateQueries({ queryKey: KEYS.allUploadLinks });
            setView({ kind: 'made', made });
          }}
        />
      )}
      {view.kind === 'made' && (
        <CopyBox
          label={view.made.link.name}
          description={t('uploadLinks.madeText')}
          value={location.origin + view.made.path}
          copy={t('uploadLinks.copy')}
          onDone={list}
        />
      )}
    </Modal>
  );
}
