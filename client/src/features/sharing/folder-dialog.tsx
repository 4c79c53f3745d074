import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import type { Folder } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { deleteFolder, forgetRights, makeFolder, renameFolder } from '../../api/sharing.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import { useStep } from '../../ui/use-step.ts';

/** Makes a folder, or renames one. */
export function FolderNameDialog({ folder, onClose }: { folder: Folder | null; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState(folder?.name ?? '');
  const [restricted, setRestricted] = useState(false);
  const { busy, error, run } = useStep();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await (folder ? renameFolder(folder.id, name.trim()) : makeFolder({ name: name.trim(), restricted }));
      await forgetRights();
      onClose();
    });
  };
  return (
    <Modal opened onClose={onClose} title={t(folder ? 'folders.rename' : 'folders.newTitle')} size="sm">
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t('folders.name')}
          value={name}
          maxLength={120}
          data-autofocus
          error={error === null ? undefined : formatError(error, t, i18n)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {!folder && (
          <Checkbox
            label={t('folders.makeRestricted')}
            description={t('folders.makeRestrictedText')}
            checked={restricted}
            onChange={(event) => setRestricted(event.currentTarget.checked)}
          />
        )}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={!name.trim() || name.trim() === folder?.name}>
            {t(folder ? 'folders.rename' : 'folders.make')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Deletes a folder without tables. */
export function DeleteFolderDialog({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { busy, error, run } = useStep();
  const remove = () =>
    run(async () => {
      await deleteFolder(folder.id);
      await forgetRights();
      onClose();
    });
  return (
    <Modal opened onClose={onClose} title={t('folders.deleteTitle', { name: folder.name })} size="sm">
      <div className="stack">
        <p>{t('folders.deleteText')}</p>
        {error !== null && <Note tone="bad">{formatError(error, t, i18n)}</Note>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button color="red" loading={busy} data-autofocus onClick={() => void remove()}>
            {t('folders.delete')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
