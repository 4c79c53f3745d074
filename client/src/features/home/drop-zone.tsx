import { Button } from '@mantine/core';
import { IconCloudUpload, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import { useFileDrop } from '../upload/file-drop.tsx';
import css from './home.module.css';

/** Where files are dropped or chosen, with a sample to try. `small` once there are tables or jobs. */
export function DropZone({ small }: { small: boolean }) {
  const { t } = useTranslation();
  const format = useFormats();
  const fileDrop = useFileDrop();
  const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
  return (
    <div className={`${css.zone} ${small ? css.small : ''}`}>
      <button type="button" className={css.target} onClick={() => fileDrop.pick()} aria-describedby="drop-formats">
        <span className={css.cloud} aria-hidden="true">
          <IconCloudUpload size={small ? 22 : 30} stroke={1.5} />
        </span>
        <span className={css.words}>
          <span className={css.drop}>
            {t('home.drop')} {t('home.dropOr')} <span className={css.choose}>{t('home.choose')}</span>
          </span>
          <span id="drop-formats" className={css.formats}>
            {t('home.formats', { size: format.bytes(fileDrop.maxBytes) })}
          </span>
        </span>
      </button>
      <div className={css.also}>
        {!small && (
          <span className={css.paste}>
            {t('home.paste', { keys: '\u0000' })
              .split('\u0000')
              .flatMap((text, at) => (at === 0 ? [text] : [<kbd key="keys">{isMac ? '⌘ V' : 'Ctrl V'}</kbd>, text]))}
          </span>
        )}
        <SampleButton small={small} />
      </div>
    </div>
  );
}

function SampleButton({ small }: { small: boolean }) {
  const { t } = useTranslation();
  const fileDrop = useFileDrop();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const run = async () => {
    setState('busy');
    try {
      const response = await fetch('/sample-orders.xlsx');
      if (!response.ok) throw new Error(response.statusText);
      const bytes = await response.blob();
      setState('idle');
      fileDrop.take([
        new File([bytes], 'sample-orders.xlsx', {
          type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        }),
      ]);
    } catch {
      setState('failed');
    }
  };
  return (
    <>
      <Button
        variant={small ? 'subtle' : 'default'}
        size={small ? 'compact-sm' : 'sm'}
        leftSection={<IconSparkles size={16} stroke={1.6} />}
        loading={state === 'busy'}
        onClick={() => void run()}
      >
        {t('home.sample')}
      </Button>
      {state === 'failed' && (
        <div style={{ flexBasis: '100%' }}>
          <Note tone="bad">{t('home.sampleFailed')}</Note>
        </div>
      )}
    </>
  );
}
