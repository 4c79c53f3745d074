import { Modal } from '@mantine/core';
import type { FeedToken } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { CopyBox } from '../../ui/copy-box.tsx';

/** Shows the address to which other systems send the files of a feed, once. */
export function TokenDialog({ name, made, onClose }: { name: string; made: FeedToken; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('feeds.tokenTitle', { name })} size="lg">
      <CopyBox
        label={t('feeds.tokenLabel')}
        description={t('feeds.tokenText')}
        value={window.location.origin + made.path}
        copy={t('feeds.tokenCopy')}
        onDone={onClose}
      />
    </Modal>
  );
}
