import { Modal, SegmentedControl } from '@mantine/core';
import type { ApiKey, ApiKeySecret } from '@sheetport/contract';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { apiKeysQuery } from '../../api/api-keys.ts';
import { meQuery, queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { useMay } from '../../api/use-may.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { CopyBox } from '../../ui/copy-box.tsx';
import { MakeButton } from '../../ui/make-button.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { LinesSkeleton } from '../../ui/skeletons.tsx';
import { useNames } from '../../ui/use-names.ts';
import { ApiKeyLine } from './api-key-line.tsx';
import css from './api-keys.module.css';
import { EndDialog, LimitDialog, RotateDialog } from './change-key-dialog.tsx';
import { MakeKeyDialog } from './make-key-dialog.tsx';

type Dialog =
  | { kind: 'make' }
  | { kind: 'made'; made: ApiKeySecret }
  | { kind: 'rotate' | 'limit' | 'end'; apiKey: ApiKey };

/** The API keys of a person, and for an owner those of everybody. */
export function ApiKeyList() {
  const { t } = useTranslation();
  const may = useMay();
  const nameOf = useNames();
  const { data: me } = useQuery(meQuery);
  const [everyone, setEveryone] = useState(false);
  const query = useQuery(apiKeysQuery(everyone));
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const reload = () => void queryClient.invalidateQueries({ queryKey: KEYS.allApiKeys });
  const done = () => {
    reload();
    close();
  };
  const show = (made: ApiKeySecret) => {
    reload();
    setDialog({ kind: 'made', made });
  };
  const keys = query.data?.keys ?? [];
  return (
    <section className={`${css.section} panel`} aria-labelledby="api-keys">
      <div className="row between wrap">
        <div>
          <h2 id="api-keys">{t('apiKeys.title')}</h2>
          <p className="muted small">{t('apiKeys.lead')}</p>
        </div>
        <MakeButton
          kind="apiKeys"
          listed={keys.length}
          size="xs"
          variant="default"
          leftSection={<IconPlus size={15} stroke={1.8} />}
          onClick={() => setDialog({ kind: 'make' })}
        >
          {t('apiKeys.make')}
        </MakeButton>
      </div>
      {may('key.see') && (
        <SegmentedControl
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          aria-label={t('apiKeys.whose')}
          value={everyone ? 'everyone' : 'mine'}
          data={(['mine', 'everyone'] as const).map((value) => ({ value, label: t(`apiKeys.${value}`) }))}
          onChange={(value) => setEveryone(value === 'everyone')}
        />
      )}
      {query.isPending ? (
        <LinesSkeleton lines={2} />
      ) : query.error && !query.data ? (
        <QueryError query={query} />
      ) : keys.length === 0 ? (
        <p className="muted small">{t('apiKeys.none')}</p>
      ) : (
        <ul className={css.list} aria-labelledby="api-keys">
          {keys.map((apiKey) => (
            <ApiKeyLine
              key={apiKey.id}
              apiKey={apiKey}
              owner={everyone ? nameOf(apiKey.personId) : null}
              onRotate={apiKey.personId === me?.id ? () => setDialog({ kind: 'rotate', apiKey }) : undefined}
              onLimit={apiKey.personId === me?.id ? () => setDialog({ kind: 'limit', apiKey }) : undefined}
              onEnd={() => setDialog({ kind: 'end', apiKey })}
            />
          ))}
        </ul>
      )}
      {dialog?.kind === 'make' && <MakeKeyDialog onMade={show} onClose={close} />}
      {dialog?.kind === 'made' && (
        <Modal opened onClose={close} title={t('apiKeys.madeTitle')} size="lg">
          <CopyBox
            label={t('apiKeys.secret')}
            description={t('apiKeys.secretText')}
            value={dialog.made.secret}
            copy={t('apiKeys.copy')}
            onDone={close}
          />
        </Modal>
      )}
      {dialog?.kind === 'rotate' && <RotateDialog apiKey={dialog.apiKey} onRotated={show} onClose={close} />}
      {dialog?.kind === 'limit' && <LimitDialog apiKey={dialog.apiKey} onChanged={done} onClose={close} />}
      {dialog?.kind === 'end' && <EndDialog apiKey={dialog.apiKey} onEnded={done} onClose={close} />}
    </section>
  );
}
