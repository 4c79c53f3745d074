import { Button, Modal } from '@mantine/core';
import type { MadeUploadLink, Table } from '@sheetport/contract';
import { IconLink } from '@tabler/icons-react';
import { useState } from 'react';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { CopyBox } from '../../ui/copy-box.tsx';
import { LinkForm } from './link-form.tsx';
import { LinkList } from './link-list.tsx';

type View = { kind: 'list' } | { kind: 'make' } | { kind: 'made'; made: MadeUploadLink };

/** The upload links of a table: those there are, and making another. */
export function UploadLinksButton({ table }: { table: Pick<Table, 'id' | 'name'> }) {
  const { t } = useTranslation();
  const [view, setView] = useState<View | null>(null);
  const list = () => setView({ kind: 'list' });
  return (
    <>
      <Button variant="default" leftSection={<IconLink size={17} stroke={1.7} />} onClick={list}>
        {t('uploadLinks.button')}
      </Button>
      {view && (
        <Modal
          opened
          onClose={() => setView(null)}
          title={view.kind === 'made' ? t('uploadLinks.madeTitle') : t('uploadLinks.title', { table: table.name })}
          size="lg"
        >
          {view.kind === 'list' && <LinkList tableId={table.id} onMake={() => setView({ kind: 'make' })} />}
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
      )}
    </>
  );
}
