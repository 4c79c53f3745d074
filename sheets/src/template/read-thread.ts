/** The body of a thread that reads one template. */
import { parentPort, workerData } from 'node:worker_threads';
import { asSheetError } from '../errors.ts';
import type { TemplateAnswer } from './read-in-thread.ts';
import { readTemplate } from './read-template.ts';

const answer = (message: TemplateAnswer) => parentPort!.postMessage(message);

readTemplate(workerData as string).then(
  (info) => answer({ info }),
  (error: unknown) => {
    const { code, message, detail } = asSheetError(error);
    answer({ code, message, detail: { ...detail } });
  },
);
