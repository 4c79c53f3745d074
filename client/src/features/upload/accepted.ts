/** Endings of the file names that can be uploaded. */
export const ACCEPTED = '.xlsx,.xlsm,.csv,.tsv,.txt,.xls,.xlsb,.ods';

/** Whether a file found in a folder is one to upload: by its ending, and not hidden or a lock file of Excel. */
export function isAccepted(name: string): boolean {
  const ending = /\.[^.]+$/.exec(name)?.[0].toLowerCase();
  return ending !== undefined && ACCEPTED.split(',').includes(ending) && !/^(\.|~\$)/.test(name);
}
