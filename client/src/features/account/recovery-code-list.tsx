import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { CopyButton, useCopied } from '../../ui/copy-button.tsx';
import css from './account.module.css';

/** The recovery codes, which are shown once, to copy or to keep as a file. */
export function RecoveryCodeList({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  const { copied, onCopied } = useCopied();
  const text = `${codes.join('\n')}\n`;
  return (
    <div className="stack">
      <p>{t('secondFactor.recoveryText')}</p>
      <ul className={css.codes} aria-label={t('secondFactor.recoveryTitle')}>
        {codes.map((code) => (
          <li key={code} className={css.code}>
            {code}
          </li>
        ))}
      </ul>
      <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
        <CopyButton text={text} label={t('secondFactor.copy')} copied={copied} onCopied={onCopied} />
        <Button
          variant="default"
          component="a"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download="sheetport-recovery-codes.txt"
          leftSection={<IconDownload size={16} stroke={1.7} />}
        >
          {t('secondFactor.download')}
        </Button>
        <Button data-autofocus onClick={onDone}>
          {t('secondFactor.kept')}
        </Button>
      </div>
    </div>
  );
}
