import { Radio } from '@mantine/core';
import type { ApiKey, ApiKeySecret } from '@sheetport/contract';
import { useState } from 'react';
import { changeApiKey, endApiKey, rotateApiKey } from '../../api/api-keys.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { AskDialog } from '../../ui/ask-dialog.tsx';
import { toCount } from '../../ui/to-count.ts';
import { KeyRateField } from './key-rate-field.tsx';

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
    <AskDialog
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
    </AskDialog>
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
    <AskDialog
      title={t('apiKeys.limitTitle', { name })}
      confirm={t('apiKeys.save')}
      onConfirm={async () => {
        await changeApiKey(id, { importRequestsPerMinute: toCount(rate) });
        onChanged();
      }}
      onClose={onClose}
    >
      <KeyRateField value={rate} onChange={setRate} />
    </AskDialog>
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
    <AskDialog
      title={t('apiKeys.endTitle', { name })}
      text={t('apiKeys.endText')}
      confirm={t('apiKeys.end')}
      isDangerous
      onConfirm={async () => {
        await endApiKey(id);
        onEnded();
      }}
      onClose={onClose}
    />
  );
}
