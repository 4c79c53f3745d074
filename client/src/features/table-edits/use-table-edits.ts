import { notifications } from '@mantine/notifications';
import { type Column, isNumber, type Row, type Table, type Value } from '@sheetport/contract';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useMay } from '../../api/use-may.ts';
import { formatError } from '../../i18n/format-error.ts';
import { formatIssue } from '../../i18n/format-issue.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { TYPE_FACTS } from '../../ui/column-types.ts';
import type { CellEditor, GridChange, GridEditing } from '../../ui/grid/grid-editing.ts';
import type { Cell } from '../../ui/grid/grid-navigation.ts';
import { columnsIn, type Range, rowsIn } from '../../ui/grid/grid-range.ts';
import { checkCell } from '../corrections/check-cell.ts';
import { checkRules } from '../corrections/check-rules.ts';
import { cellText, decimalMarkOf, readCell } from './cell-text.ts';
import { areAsBefore, type DoneEdit, EditHistory } from './edit-history.ts';
import { type EditedCells, EditQueue, type RowUpdate } from './edit-queue.ts';
import { sendEdit, undoEdit } from './send-edit.ts';

/** Rows of one paste, or that are emptied or deleted at once. */
export const MOST_AT_ONCE = 10_000;
/** A text that is longer is edited over several lines. */
const LONG = 60;

/** The rows that are edited, as far as editing needs them. */
export interface EditableRows {
  row(index: number): Row | undefined;
  id(index: number): string | undefined;
  /** Ids of rows that may not be in the browser. */
  readIds(first: number, last: number): Promise<string[]>;
  /** A range as it is in the table now, by position. */
  readNow(first: number, last: number): Promise<Map<number, { row: Row; id: string }>>;
  patch(id: string, cells: Row, newId: string | undefined): void;
  reload(): void;
  setTotal(total: number): void;
  getState(): { version: number };
}

export interface TableEdits {
  /** Undefined where whoever looks may not change rows, or nobody can. */
  editing: GridEditing | undefined;
  queue: EditQueue;
  /** Cells of a row that are not in the table yet. */
  cellsOf(row: number): EditedCells | undefined;
  /** The row that is being added, below all others. */
  draft: Row | null;
  draftIssue: string | undefined;
  isBusy: boolean;
  addRow(): void;
  /** A new row with the values of another one, but for its key and what Postgres computes. */
  duplicateRow(row: number): void;
  saveRow(): Promise<void>;
  dropRow(): void;
  deleteRows(range: Range): Promise<void>;
  undo(): Promise<void>;
  canUndo: boolean;
  /** Do again what was undone last, where its rows are as they were. */
  redo(): Promise<void>;
  canRedo: boolean;
}

/**
 * Editing the rows of a table: each edit is a job, shown at once and marked until it is in the table.
 * @param beginsRow whether a new row is there at first
 */
export function useTableEdits(
  table: Table,
  store: EditableRows,
  total: number,
  shown: readonly Column[],
  beginsRow = false,
): TableEdits {
  const translation = useTranslation();
  const { t, i18n } = translation;
  const may = useMay();
  const mayEdit = may('table.import', table) && table.restriction === undefined;
  const mark = decimalMarkOf(i18n.language);
  const [draft, setDraft] = useState<Row | null>(beginsRow ? {} : null);
  const [draftIssue, setDraftIssue] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const history = useMemo(() => new EditHistory(), []);
  const [, setHistoryVersion] = useState(0);
  const noteEdit = useCallback(
    (jobId: string, edit: DoneEdit) => {
      history.did(jobId, edit);
      setHistoryVersion((before) => before + 1);
    },
    [history],
  );
  const words = useRef(translation);
  words.current = translation;
  /** Where rows with changed cells stood, and as what. */
  const placed = useRef(new Map<string, { row: number; key: string; before: Row | undefined }>());

  const queue = useMemo(() => {
    const { t, i18n } = words.current;
    return new EditQueue({
      send: async (updates, force) => {
        const rows = updates.map(({ id, cells }) => {
          const place = placed.current.get(id);
          return { row: place?.row ?? -1, before: place?.before, cells };
        });
        const { job, rejected } = await sendEdit(table.id, { updates: updates as never, ...(force && { force }) });
        if (job.error) throw new Error(job.error.message);
        if (job.counts.updated > 0)
          noteEdit(job.id, { kind: 'update', rows: rows.filter((_, at) => !rejected.has(at)) });
        // What others wrote is shown beside what was typed.
        if ([...rejected.values()].flat().some(({ code }) => code === 'row_changed' || code === 'row_deleted'))
          store.reload();
        const ids = job.result?.rowIds?.updates ?? [];
        return { ids, rejected };
      },
      saved: ({ id, cells }, newId) => store.patch(id, cells, newId),
      formatIssue: (issue) => formatIssue(issue, t, i18n),
      formatError: (error) =>
        error instanceof Error && error.name === 'Error' ? error.message : formatError(error, t, i18n),
    });
  }, [table.id, store, noteEdit]);
  const version = useSyncExternalStore(queue.subscribe, queue.getVersion);
  // A page that is left with changes on their way asks first.
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (queue.isBusy || queue.count('failed') > 0) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('beforeunload', warn);
      void queue.flush();
    };
  }, [queue]);
  // A row that others changed has another id once it is read again: it is the one with the same key at the same place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again with each change of the rows
  useEffect(() => {
    const changed = queue.changedRows();
    if (changed.length === 0) return;
    for (const id of changed) {
      const place = placed.current.get(id);
      const now = place && store.id(place.row);
      if (place && now && now !== id && keyOf(table, store.row(place.row)) === place.key) {
        placed.current.set(now, place);
        queue.rename(id, now);
      }
    }
  }, [version, store.getState().version]);

  const say = (message: string, color = 'orange'): void => {
    notifications.show({ color, message });
  };
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await queue.flush();
      await work();
    } catch (error) {
      say(formatError(error, t, i18n), 'red');
    } finally {
      setBusy(false);
    }
  };
  const isDraft = useCallback((row: number) => draft !== null && row === total, [draft, total]);
  const currentValue = (row: number, column: Column): Value => {
    if (isDraft(row)) return draft?.[column.name] ?? null;
    const edited = queue.cellsOf(store.id(row))?.get(column.name);
    return edited ? edited.value : (store.row(row)?.[column.name] ?? null);
  };
  const columnAt = (column: number) => shown[column] as Column;
  const isFixed = (column: Column | undefined) => column === undefined || column.generated === true;

  const editIds = (updates: (RowUpdate & { row: number })[]) => {
    for (const { id, row } of updates) {
      const before = store.row(row);
      placed.current.set(id, { row, key: keyOf(table, before), before });
    }
    queue.edit(updates.map(({ id, cells }) => ({ id, cells })));
  };
  const change = (changes: readonly GridChange[]) => {
    const byRow = new Map<number, Record<string, Value>>();
    for (const { row, column, text } of changes) {
      const one = columnAt(column);
      if (isFixed(one)) continue;
      byRow.set(row, { ...byRow.get(row), [one.name]: readCell(text, one, mark) });
    }
    const updates: (RowUpdate & { row: number })[] = [];
    for (const [row, cells] of byRow) {
      const id = store.id(row);
      if (isDraft(row)) setDraft((before) => ({ ...before, ...cells }));
      else if (id !== undefined) updates.push({ id, cells, row });
    }
    if (updates.length > 0) editIds(updates);
  };
  /** Write a block from a cell on: over the rows that are there, and as new rows below the last one. */
  const pasteBlock = (block: readonly (readonly (string | null)[])[], from: Cell) =>
    run(async () => {
      if (block.length > MOST_AT_ONCE) return say(t('edits.tooMany', { count: MOST_AT_ONCE }));
      const cellsOf = (texts: readonly (string | null)[]) =>
        Object.fromEntries(
          texts.flatMap((text, right) => {
            const column = shown[from.column + right];
            return isFixed(column)
              ? []
              : [[column!.name, text === null ? null : readCell(text, column!, mark)] as const];
          }),
        );
      const over = block.slice(0, Math.max(0, total - from.row));
      const ids = over.length > 0 ? await store.readIds(from.row, from.row + over.length - 1) : [];
      editIds(
        over.flatMap((texts, down) => {
          const id = ids[down];
          const cells = cellsOf(texts);
          return id === undefined || Object.keys(cells).length === 0 ? [] : [{ id, cells, row: from.row + down }];
        }),
      );
      await queue.flush();
      const inserts = block.slice(over.length).map(cellsOf);
      if (inserts.length > 0) await insert(inserts);
    });
  const insert = async (rows: Record<string, Value>[]): Promise<boolean> => {
    const { job, rejected } = await sendEdit(table.id, { inserts: rows });
    if (job.counts.inserted > 0) noteEdit(job.id, { kind: 'insert', rows: rows.filter((_, at) => !rejected.has(at)) });
    const [issues] = rejected.values();
    const why = issues?.map((issue) => `${labelOf(table, issue.column)}${formatIssue(issue, t, i18n)}`).join(' ');
    if (job.error) say(job.error.message, 'red');
    if (rejected.size > 0) {
      if (rows.length > 1) say(t('edits.notAdded', { count: rejected.size, why: why ?? '' }), 'red');
      setDraftIssue(why);
    }
    if (job.counts.inserted > 0) {
      store.setTotal(total + job.counts.inserted);
      store.reload();
    }
    return !job.error && rejected.size === 0;
  };

  const editing: GridEditing | undefined = mayEdit
    ? {
        canEdit: (row, column) => !isFixed(shown[column]) && (isDraft(row) || store.id(row) !== undefined),
        textOf: (row, column) => {
          const text = cellText(currentValue(row, columnAt(column)), columnAt(column), mark);
          return columnAt(column).type === 'datetime' ? text.replace(' ', 'T') : text;
        },
        editorOf: (row, column) =>
          editorOf(columnAt(column), currentValue(row, columnAt(column)), t('value.yes'), t('value.no')),
        check: (_row, column, text) => {
          const one = columnAt(column);
          const value = readCell(text, one, mark);
          const plain = typeof value === 'boolean' ? text : String(value ?? '');
          const code = checkCell(plain, { type: one.type, required: one.required && one.filled !== true });
          if (code) return formatIssue({ column: one.name, code, message: '' } as never, t, i18n);
          const broken = checkRules(plain, one.rules, one.type);
          return broken ? formatIssue({ column: one.name, message: '', ...broken } as never, t, i18n) : undefined;
        },
        onChange: change,
        onUndo: () => void undo(),
        onRedo: () => void redo(),
        onPaste: (block, from) => void pasteBlock(block, from),
        onClear: (range) => {
          if (rowsIn(range) > MOST_AT_ONCE) return say(t('edits.tooMany', { count: MOST_AT_ONCE }));
          if (isDraft(range.top)) return setDraft({});
          const line = Array.from({ length: columnsIn(range) }, () => null);
          void pasteBlock(
            Array.from({ length: Math.min(rowsIn(range), total - range.top) }, () => line),
            { row: range.top, column: range.left },
          );
        },
      }
    : undefined;
  const undo = () =>
    run(async () => {
      const last = history.last;
      if (last === undefined) return say(t('edits.nothingToUndo'), 'gray');
      const job = await undoEdit(last.jobId);
      if (job.error) history.drop();
      else history.undid();
      setHistoryVersion((before) => before + 1);
      say(job.error ? job.error.message : t('edits.undone'), job.error ? 'red' : 'gray');
      store.reload();
    });
  const redo = () =>
    run(async () => {
      if (history.next === undefined) return say(t('edits.nothingToRedo'), 'gray');
      await history.redo(repeat).finally(() => setHistoryVersion((before) => before + 1));
    });
  /** Never over what somebody has changed since: rows that are not as they were stay. */
  const repeat = async (edit: DoneEdit) => {
    if (edit.kind === 'insert') {
      await insert([...edit.rows]);
      return;
    }
    const places = edit.rows.map(({ row }) => row);
    const now = await store.readNow(Math.min(...places), Math.max(...places));
    if (!areAsBefore(edit.rows, new Map([...now].map(([place, { row }]) => [place, row]))))
      throw new Error(t('edits.notAsBefore'));
    const ids = places.map((place) => now.get(place)!.id);
    if (edit.kind === 'delete') return void (await deleteIds(ids, edit));
    for (const [at, { row, before }] of edit.rows.entries())
      placed.current.set(ids[at]!, { row, key: keyOf(table, before), before });
    queue.edit(edit.rows.map(({ cells }, at) => ({ id: ids[at]!, cells })));
    await queue.flush();
    store.reload();
  };
  const deleteIds = async (ids: string[], edit: DoneEdit) => {
    const { job } = await sendEdit(table.id, { deletes: ids });
    const deleted = job.result?.deleted ?? 0;
    if (deleted > 0) noteEdit(job.id, edit);
    if (job.error) say(job.error.message, 'red');
    else say(t('edits.deleted', { count: deleted }), 'gray');
    store.setTotal(Math.max(0, total - deleted));
    store.reload();
  };
  return {
    editing,
    queue,
    cellsOf: (row) => queue.cellsOf(store.id(row)),
    draft,
    draftIssue,
    isBusy: isBusy || queue.isBusy,
    addRow: () => {
      setDraftIssue(undefined);
      setDraft({});
    },
    duplicateRow: (row) => {
      const values = store.row(row) ?? {};
      const taken = table.columns.filter(({ name, generated }) => !generated && !table.key.includes(name));
      setDraftIssue(undefined);
      setDraft(Object.fromEntries(taken.map(({ name }) => [name, values[name] ?? null])));
    },
    saveRow: () =>
      run(async () => {
        if (draft && (await insert([draft]))) setDraft(null);
      }),
    dropRow: () => {
      setDraft(null);
      setDraftIssue(undefined);
    },
    deleteRows: (range) =>
      run(async () => {
        const ids = await store.readIds(range.top, range.bottom);
        const rows = Array.from({ length: rowsIn(range) }, (_, at) => ({
          row: range.top + at,
          before: store.row(range.top + at),
        }));
        await deleteIds(ids, { kind: 'delete', rows });
      }),
    undo,
    canUndo: history.last !== undefined,
    redo,
    canRedo: history.next !== undefined,
  };
}

/** The values of the key of a row, as one text. */
function keyOf({ key }: Table, row: Row | undefined): string {
  return JSON.stringify(key.map((name) => row?.[name] ?? null));
}

function labelOf({ columns }: Table, name: string | undefined): string {
  const label = columns.find((column) => column.name === name)?.label;
  return label === undefined ? '' : `${label}: `;
}

/** What a cell of a column is edited with. */
function editorOf(column: Column, value: Value, yes: string, no: string): CellEditor {
  if (column.type === 'boolean')
    return {
      kind: 'list',
      options: [
        { value: 'true', label: yes },
        { value: 'false', label: no },
      ],
    };
  const listed = column.enumValues ?? column.rules.find((rule) => rule.kind === 'list' && rule.severity === 'error');
  const allowed = Array.isArray(listed) ? listed : listed && 'values' in listed ? listed.values.map(String) : undefined;
  if (allowed && allowed.length <= 500)
    return { kind: 'list', options: allowed.map((one) => ({ value: one, label: one })) };
  const { input, inputMode } = TYPE_FACTS[column.type];
  if (input !== 'text') return { kind: input };
  if (isNumber(column.type)) return { kind: 'text', inputMode };
  return typeof value === 'string' && (value.length > LONG || value.includes('\n'))
    ? { kind: 'long' }
    : { kind: 'text' };
}
