import { Checkbox, NativeSelect } from '@mantine/core';
import { useTranslation } from '../../i18n/use-translation.ts';
import type { TablePlace, TablePlaces } from './table-places.ts';

const NONE = 'none';

/** Asks in which folder a new table is to stand, and who sees it. */
export function TablePlaceFields({
  places: { folders, mayStandAlone },
  place,
  onChange,
}: {
  places: TablePlaces;
  place: TablePlace;
  onChange: (place: TablePlace) => void;
}) {
  const { t } = useTranslation();
  const folder = folders.find(({ id }) => id === place.folderId);
  return (
    <>
      {folders.length > 0 && (
        <NativeSelect
          label={t('folders.title')}
          value={place.folderId ?? NONE}
          data={[
            ...(mayStandAlone ? [{ value: NONE, label: t('folders.none') }] : []),
            ...folders.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget: { value } }) => onChange({ ...place, folderId: value === NONE ? null : value })}
        />
      )}
      <Checkbox
        label={t('folders.newRestricted')}
        description={t(folder?.restricted ? 'folders.newInRestricted' : 'folders.newRestrictedText')}
        checked={place.restricted || folder?.restricted === true}
        disabled={folder?.restricted === true}
        onChange={({ currentTarget: { checked } }) => onChange({ ...place, restricted: checked })}
      />
    </>
  );
}
