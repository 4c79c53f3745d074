import { FIRST_OWNER } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { namesQuery } from '../api/people.ts';
import { useTranslation } from '../i18n/use-translation.ts';

/** What the people are called who made jobs and files. */
export function useNames(): (id: string) => string {
  const { t } = useTranslation();
  const { data } = useQuery(namesQuery);
  return (id) => {
    const known = data?.people.find((person) => person.id === id)?.name;
    if (known !== undefined) return known;
    if (id === FIRST_OWNER) return t('role.owner');
    return data ? t('people.former') : '…';
  };
}
