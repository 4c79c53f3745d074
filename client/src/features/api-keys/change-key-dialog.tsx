import { Button, Modal, Radio } from '@mantine/core';
import type { ApiKey, ApiKeySecret } from '@sheetport/contract';
import { useState } from 'react';
import { changeApiKey, endApiKey, rotateApiKey } from '../../api/api-keys.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useStep } from '../../ui/use-step.ts';
import { KeyRateField, toKeyRate } from './key-rate-field.tsx';

const GRACES = { graceNone: 0, graceDay: 24, graceWeek: 168 } as const;
type Grace = keyof typeof GRACES;

/** Asks how long the old secret goes on, and makes a new one. */
export function RotateDialog({
  apiKey: { id, name },
  onRotated,
  onClose,
}: {
  apiKey: ApiKey;
  onRotated: (made: ApiKeySecret) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [grace, setGrace] = useState<Grace>('graceDay');
  return (
    <Asking
      title={t('apiKeys.rotateTitle', { name })}
      confirm={t('apiKeys.rotate')}
      onConfirm={async () => onRotated(await rotateApiKey(id, { graceHours: GRACES[grace] }))}
      onClose={onClose}
    >
      <Radio.Group
        label={t('apiKeys.rotateText')}
        value={grace}
        onChange={(value) => setGrace(value in GRACES ? (value as Grace) : 'graceDay')}
      >
        <div className="stack" style={{ marginTop: 8, gap: 10 }}>
          {(Object.keys(GRACES) as Grace[]).map((one) => (
            <Radio key={one} value={one} label={t(`apiKeys.${one}`)} />
          ))}
        </div>
      </Radio.Group>
    </Asking>
  );
}

/** Asks how many requests that start imports the key has in a minute. */
export function LimitDialog({
  apiKey: { id, name, importRequestsPerMinute },
  onChanged,
  onClose,
}: {
  apiKey: ApiKey;
  onChanged: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [rate, setRate] = useState(String(importRequestsPerMinute ?? ''));
  return (
    <Asking
      title={t('apiKeys.limitTitle', { name })}
      confirm={t('apiKeys.save')}
      onConfirm={async () => {
        await changeApiKey(id, { importRequestsPerMinute: toKeyRate(rate) });
        onChanged();
      }}
      onClose={onClose}
    >
      <KeyRateField value={rate} onChange={setRate} />
    </Asking>
  );
}

/** Says what ending a key means, and ends it. */
export function EndDialog({
  apiKey: { id, name },
  onEnded,
  onClose,
}: {
  apiKey: ApiKey;
  onEnded: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Asking
      title={t('apiKeys.endTitle', { name })}
      confirm={t('apiKeys.end')}
      isDangerous
      onConfirm={async () => {
        await endApiKey(id);
        onEnded();
      }}
      onClose={onClose}
    >
      <p>{t('apiKeys.endText')}</p>
    </Asking>
  );
}

function Asking({
  title,
  confirm,
  isDangerous = false,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  confirm: string;
  isDangerous?: boolean;
  onConfirm: () => Promise<void>;
  onClose: () => void;
  children: React.ReactNode;
}) {
  const { t, i18n } = useTranslation();
  const { busy, error, run } = useStep();
  return (
    <Modal opened onClose={onClose} title={title}>
      <div className="stack">
        {children}
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button {...(isDangerous && { color: 'red' })} loading={busy} onClick={() => void run(onConfirm)}>
            {confirm}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
