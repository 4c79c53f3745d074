/** The calls of a visitor of an upload link: without a session, with a secret of the visit that this tab keeps. */
import { ApiError, json, NetworkError, readAs } from './api.ts';
import { SentFile, SentRejects, StartedVisit, Visit } from './page-shapes.ts';

const slotOf = (token: string) => `sheetport visit ${token.slice(0, 12)}`;

function headersOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${sessionStorage.getItem(slotOf(token)) ?? ''}` };
}

/** The visit of this tab; a new one where it has none, or an expired one. */
export async function readVisit(token: string, signal: AbortSignal): Promise<ReturnType<typeof Visit.parse>> {
  if (sessionStorage.getItem(slotOf(token)) !== null) {
    try {
      return await readAs(Visit, '/api/visit', { signal, headers: headersOf(token) });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      sessionStorage.removeItem(slotOf(token));
    }
  }
  const { visit, secret } = await readAs(StartedVisit, '/api/visits', { ...json('POST', { token }), signal });
  sessionStorage.setItem(slotOf(token), secret);
  return visit;
}

/**
 * Sends a file.
 * @param onSent gets the share that has left this machine
 * @throws ApiError, NetworkError
 */
export function sendFile(token: string, file: File, onSent: (fraction: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/visit/files');
    for (const [name, value] of Object.entries(headersOf(token))) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new NetworkError(request.statusText));
    request.onload = () => {
      if (request.status === 201 && SentFile.safeParse(request.response).success) return resolve();
      const problem = request.response as { code?: unknown; detail?: unknown } | null;
      reject(new ApiError(request.status, String(problem?.code ?? 'internal'), String(problem?.detail ?? '')));
    };
    const form = new FormData();
    form.set('file', file);
    request.send(form);
  });
}

/**
 * Downloads the rejected rows of a sent file: a link cannot say whose visit it is. A worker makes the workbook; until it is there the service
 * answers how far it is.
 * @param onProgress gets the share of its time that has passed
 */
export async function downloadRejects(
  token: string,
  id: string,
  name: string,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const answer = await askUntilMade(`/api/visit/files/${id}/rejects.xlsx`, token, onProgress);
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name.replace(/\.[^.]{1,5}$/, '')} rejects.xlsx`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

async function askUntilMade(url: string, token: string, onProgress: (fraction: number) => void): Promise<Response> {
  for (;;) {
    const answer = await fetch(url, { headers: { ...headersOf(token), prefer: 'wait=1' } });
    if (!answer.ok) throw new ApiError(answer.status, 'no_pending_rejects', '');
    if (answer.status !== 202) return answer;
    const { state, fraction } = SentRejects.parse(await answer.json());
    if (state !== 'queued' && state !== 'running') throw new ApiError(500, 'internal', '');
    onProgress(fraction);
  }
}
