/** Templates are read in a thread of their own, which ends with it: a hostile one takes no more than its memory. */
import { Worker } from 'node:worker_threads';
import type { TemplateInfo } from '@sheetport/contract/headings';
import { builtFile } from '../built-file.ts';
import { asSheetError, SheetError, type SheetErrorCode } from '../errors.ts';

const BODY = builtFile('bodies/read-thread.js');
const MEMORY_MB = 512;

export type TemplateAnswer =
  | { info: TemplateInfo }
  | { code: SheetErrorCode; message: string; detail: Record<string, string | number> };

/**
 * What a template wants to be filled with.
 * @throws SheetError as `readTemplate`, 'aborted', 'out_of_memory', 'thread_died'
 */
export function readTemplateInThread(path: string, signal?: AbortSignal): Promise<TemplateInfo> {
  if (signal?.aborted) return Promise.reject(new SheetError('aborted', 'Reading was stopped.'));
  const thread = new Worker(BODY, { workerData: path, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
  const stop = () => void thread.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  return new Promise<TemplateInfo>((resolve, reject) => {
    thread.on('message', (answer: TemplateAnswer) => {
      if ('info' in answer) resolve(answer.info);
      else reject(new SheetError(answer.code, answer.message, answer.detail));
    });
    thread.on('error', (error) => reject(asSheetError(error)));
    thread.on('exit', () =>
      reject(new SheetError(signal?.aborted ? 'aborted' : 'thread_died', 'Reading ended early.')),
    );
  }).finally(() => {
    signal?.removeEventListener('abort', stop);
    stop();
  });
}
