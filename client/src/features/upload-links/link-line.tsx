import { ActionIcon, Badge, Button, Menu } from '@mantine/core';
import type { UploadLink, UploadLinkChange } from '@sheetport/contract';
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { queryClient } from '../../api/queries.ts';
import { KEYS } from '../../api/query-keys.ts';
import { changeUploadLink } from '../../api/upload-links.ts';
import { useMay } from '../../api/use-may.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useFormats } from '../../ui/format.ts';
import { LinkFileList } from './link-file-list.tsx';
import css from './upload-links.module.css';

const COLORS = {
  open: 'green',
  paused: 'yellow',
  stopped: 'red',
  full: 'blue',
  expired: 'gray',
  ended: 'gray',
} as const;

/** One upload link: what it takes, pausing and ending it, and what came in. */
export function LinkLine({ link, onChange }: { link: UploadLink; onChange: () => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const may = useMay();
  const [shown, setShown] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { id, name, state, filesTaken, maxFiles, expiresAt } = link;
  const isPaused = state === 'paused';
  const change = async (what: UploadLinkChange) => {
    setError(null);
    await changeUploadLink(id, what).catch(setError);
    await queryClient.invalidateQueries({ queryKey: KEYS.allUploadLinks });
  };
  return (
    <li className={css.line}>
      <div className="row between">
        <div style={{ minWidth: 0 }}>
          <p className="row wrap" style={{ gap: 6 }}>
            <span className="one-line">{name}</span>
            <Badge variant="light" color={COLORS[state]}>
              {t(`uploadLinks.${state}`)}
            </Badge>
          </p>
          <p className="muted small digits">
            {t('uploadLinks.files', { taken: filesTaken, max: maxFiles, until: format.moment(expiresAt) })}
          </p>
          {state === 'stopped' && <p className="muted small">{t('uploadLinks.stoppedText')}</p>}
        </div>
        <div className="row" style={{ flex: 'none' }}>
          <Button size="xs" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {t('uploadLinks.show')}
          </Button>
          {state !== 'ended' && may('link.change', link) && (
            <Menu position="bottom-end" shadow="md">
              <Menu.Target>
                <ActionIcon variant="subtle" color="gray" aria-label={t('uploadLinks.more', { name })}>
                  <IconDots size={17} stroke={1.8} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconPencil size={16} stroke={1.7} />} onClick={onChange}>
                  {t('uploadLinks.change')}
                </Menu.Item>
                {state !== 'expired' && (
                  <Menu.Item
                    leftSection={
                      isPaused ? <IconPlayerPlay size={16} stroke={1.7} /> : <IconPlayerPause size={16} stroke={1.7} />
                    }
                    onClick={() => void change({ paused: !isPaused })}
                  >
                    {t(isPaused ? 'uploadLinks.resume' : 'uploadLinks.pause')}
                  </Menu.Item>
                )}
                <Menu.Item
                  c="var(--bad)"
                  leftSection={<IconTrash size={16} stroke={1.7} />}
                  onClick={() => void change({ ended: true })}
                >
                  {t('uploadLinks.end')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
      </div>
      {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
      {shown && <LinkFileList linkId={id} />}
    </li>
  );
}
