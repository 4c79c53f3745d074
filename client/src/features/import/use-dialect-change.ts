import type { DialectChoice, File } from '@sheetport/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeFile, getFile } from '../../api/api.ts';
import { forgetChoices } from './choices-draft.ts';

/** How often to ask whether the first rows have been read again, and for how long. */
const ASK_MS = 150;
const MAX_POLLS = 200;

/** Changes how a text file is read; it is over once the file has been read that way, or cannot be. */
export function useDialectChange(fileId: string) {
  const cache = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (dialect: DialectChoice) => readAgain(await changeFile(fileId, { dialect })),
    onSuccess: async (file) => {
      forgetChoices(fileId);
      // What was shown of the file is no longer what it holds.
      cache.removeQueries({ queryKey: ['preview', fileId] });
      cache.removeQueries({ queryKey: ['mapping', fileId] });
      cache.setQueryData(['file', fileId], file);
    },
  });
  return { change: mutate, changing: isPending, error };
}

async function readAgain(changed: File): Promise<File> {
  let file = changed;
  for (let asked = 0; asked < MAX_POLLS && file.state !== 'ready' && file.state !== 'unreadable'; asked++) {
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    file = await getFile(changed.id);
  }
  return file;
}

/** The file to show: while a text file is read again by another dialect, what was read before. */
export function useShownFile(file: File | undefined): { shown: File | undefined; isReadAgain: boolean } {
  const [read, setRead] = useState<File>();
  if (file?.sheets && file !== read) setRead(file);
  const isReadAgain =
    read !== undefined &&
    file?.dialectChoice !== undefined &&
    (file.state === 'received' || file.state === 'inspecting') &&
    file.id === read.id;
  return { shown: isReadAgain ? read : file, isReadAgain };
}
