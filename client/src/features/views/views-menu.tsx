import { Button, Menu } from '@mantine/core';
import type { Table, View, ViewDefinition } from '@sheetport/contract';
import { IconBookmark, IconDeviceFloppy, IconLink, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useMay } from '../../api/use-may.ts';
import { changeView, deleteView, forgetViews, viewsQuery } from '../../api/views.ts';
import { formatError } from '../../i18n/format-error.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { SaveViewDialog } from './save-view-dialog.tsx';

/** The saved views of a table: open one, save what is shown, change and delete. */
export function ViewsMenu({
  table,
  definition,
  saveOver,
  linked,
  isShown,
  onOpen,
}: {
  table: Table;
  /** How the table is looked at now. */
  definition: ViewDefinition;
  /** What a view becomes that is saved as the table is looked at now. */
  saveOver: (view: ViewDefinition) => ViewDefinition;
  /** The id of the view that the address asks for. */
  linked: string | undefined;
  /** Whether the table is looked at as a view does. */
  isShown: (definition: ViewDefinition) => boolean;
  onOpen: (definition: ViewDefinition) => void;
}) {
  const { t, i18n } = useTranslation();
  const may = useMay();
  const { data } = useQuery(viewsQuery(table.id));
  const views = data?.views ?? [];
  const [openId, setOpenId] = useState<string>();
  const [dialog, setDialog] = useState<'save' | 'rename'>();
  const [error, setError] = useState<unknown>(null);
  const open = views.find(({ id }) => id === openId);
  const isChanged = open !== undefined && !isShown(open.definition);
  const show = (view: View) => {
    setOpenId(view.id);
    onOpen(view.definition);
  };
  const asked = linked === undefined ? undefined : views.find(({ id }) => id === linked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the view that the address asks for is there
  useEffect(() => {
    if (asked) show(asked);
  }, [asked?.id]);
  // What others look at is changed by who may share it.
  const mayChange = (permission: 'view.change' | 'view.delete', view: View) =>
    may(permission, view) && (!view.shared || may('view.share', table));
  const act = async (work: Promise<unknown>) => {
    setError(null);
    await work.then(() => forgetViews(table.id)).catch(setError);
  };
  return (
    <>
      <Menu position="bottom-start" shadow="md" width={260}>
        <Menu.Target>
          <Button
            variant={open ? 'light' : 'default'}
            leftSection={<IconBookmark size={17} stroke={1.7} />}
            title={isChanged ? t('views.changed') : undefined}
          >
            {open ? `${open.name}${isChanged ? ' *' : ''}` : t('views.button')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && <Menu.Label>{t('views.none')}</Menu.Label>}
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              aria-current={view.id === openId}
              rightSection={view.shared ? undefined : <span className="muted small">{t('views.mine')}</span>}
              onClick={() => show(view)}
            >
              {view.name}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {may('view.create', table) && (
            <Menu.Item leftSection={<IconPlus size={16} stroke={1.7} />} onClick={() => setDialog('save')}>
              {t('views.save')}
            </Menu.Item>
          )}
          {open && mayChange('view.change', open) && (
            <>
              <Menu.Item
                leftSection={<IconDeviceFloppy size={16} stroke={1.7} />}
                disabled={!isChanged}
                onClick={() => void act(changeView(open.id, { definition: saveOver(open.definition) }))}
              >
                {t('views.update', { name: open.name })}
              </Menu.Item>
              <Menu.Item leftSection={<IconPencil size={16} stroke={1.7} />} onClick={() => setDialog('rename')}>
                {t('views.rename')}
              </Menu.Item>
            </>
          )}
          {open && (
            <Menu.Item
              leftSection={<IconLink size={16} stroke={1.7} />}
              onClick={() =>
                void navigator.clipboard?.writeText(`${location.origin}/tables/${table.id}?view=${open.id}`)
              }
            >
              {t('views.copyLink')}
            </Menu.Item>
          )}
          {open && mayChange('view.delete', open) && (
            <Menu.Item
              c="var(--bad)"
              leftSection={<IconTrash size={16} stroke={1.7} />}
              onClick={() => void act(deleteView(open.id))}
            >
              {t('views.delete', { name: open.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {error !== null && (
        <span role="alert" className="small" style={{ color: 'var(--bad)' }}>
          {formatError(error, t, i18n)}
        </span>
      )}
      {dialog && (
        <SaveViewDialog
          table={table}
          definition={definition}
          view={dialog === 'rename' ? open : undefined}
          onClose={() => setDialog(undefined)}
          onSaved={(view) => {
            setDialog(undefined);
            setOpenId(view.id);
          }}
        />
      )}
    </>
  );
}
