import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import type { Table, View, ViewDefinition } from '@sheetport/contract';
import { type FormEvent, useState } from 'react';
import { useMay } from '../../api/use-may.ts';
import { changeView, forgetViews, saveView } from '../../api/views.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useKeptLimit } from '../../ui/make-button.tsx';

/** Save how a table is looked at under a name; with a view, its name and who sees it. */
export function SaveViewDialog({
  table,
  definition,
  view,
  onSaved,
  onClose,
}: {
  table: Table;
  definition: ViewDefinition;
  /** The view that is to have another name. */
  view: View | undefined;
  onSaved: (view: View) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { isFull, text } = useKeptLimit('views', 0);
  const isRefused = isFull && !view;
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(view?.shared ?? false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const named = { name: name.trim(), shared };
      const saved = view
        ? await changeView(view.id, named)
        : await saveView({ ...named, tableId: table.id, definition });
      await forgetViews(table.id);
      onSaved(saved);
    } catch (error) {
      setError(error);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t(view ? 'views.renameTitle' : 'views.saveTitle')} size="sm">
      <form className="stack" onSubmit={submit}>
        {!view && <p className="muted small">{t('views.saveText')}</p>}
        <TextInput
          label={t('views.name')}
          value={name}
          maxLength={120}
          data-autofocus
          error={error === null ? undefined : formatError(error, t, i18n)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {may('view.share', table) && (
          <Checkbox
            label={t('views.shared')}
            description={t('views.sharedText')}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        {!view && text !== null && <p className="muted small">{text}</p>}
        <div className="row wrap" style={{ justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={!name.trim() || isRefused}>
            {t(view ? 'action.apply' : 'views.saveTitle')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
