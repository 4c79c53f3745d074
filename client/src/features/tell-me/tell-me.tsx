import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Job } from '@sheetport/contract';
import { IconBell, IconCheck, IconMail } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askJobNotice, isShownWhenOver, jobNoticeQuery, showNoMore, showWhenOver } from '../../api/job-notices.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { describeEnd } from './tell-when-done.ts';

const ICON = { size: 16, stroke: 1.7 };

/** Asks to be told when a job is over: by e-mail, or by a notification of this browser. */
export function TellMe({ job: { id } }: { job: Job }) {
  const { t, i18n } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const { data: notice } = useQuery({ ...jobNoticeQuery(id), enabled: isOpen });
  const [isShown, setIsShown] = useState(() => isShownWhenOver(id));
  const complain = (message: string) => notifications.show({ color: 'red', message });
  const byMail = async () => {
    await askJobNotice(id, !notice?.asked).catch((error: unknown) => complain(formatError(error, t, i18n)));
  };
  const here = async () => {
    if (isShown) showNoMore(id);
    else {
      if (!(await showWhenOver(id, describeEnd(t)))) complain(t('tellMe.notAllowed'));
    }
    setIsShown(isShownWhenOver(id));
  };
  const check = <IconCheck {...ICON} aria-hidden="true" />;
  const on = <IconCheck {...ICON} role="img" aria-label={t('tellMe.on')} />;
  const isAsked = isShown || notice?.asked === true;
  return (
    <Menu position="bottom-end" shadow="md" closeOnItemClick={false} opened={isOpen} onChange={setIsOpen}>
      <Menu.Target>
        <Button variant="default" leftSection={isAsked ? check : <IconBell {...ICON} />}>
          {t('tellMe.button')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={!notice || (notice.email === null && !notice.asked)}
          leftSection={<IconMail {...ICON} />}
          rightSection={notice?.asked ? on : undefined}
          onClick={() => void byMail()}
        >
          {notice?.email ? t('tellMe.byMail', { email: notice.email }) : t('tellMe.noMail')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBell {...ICON} />}
          rightSection={isShown ? on : undefined}
          onClick={() => void here()}
        >
          {t('tellMe.here')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
