import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Empty } from '../ui/empty.tsx';
import { useTitle } from '../ui/title.ts';

export function NotFound() {
  const { t } = useTranslation();
  useTitle(t('error.notFound'));
  return (
    <div className="page">
      <div className="panel">
        <Empty
          icon={<IconMapQuestion size={22} stroke={1.6} />}
          title={t('error.notFound')}
          text={t('error.notFoundText')}
        >
          <Button component={Link} to="/">
            {t('error.toHome')}
          </Button>
        </Empty>
      </div>
    </div>
  );
}
