/** Addresses of the screens, checked against the routes. For `LinkButton` and `Link`. */
import { linkOptions } from '@tanstack/react-router';

export function tableLink(tableId: string) {
  return linkOptions({ to: '/tables/$tableId', params: { tableId }, search: {} });
}
export function columnsLink(tableId: string) {
  return linkOptions({ to: '/tables/$tableId/columns', params: { tableId } });
}
export function fileLink(fileId: string) {
  return linkOptions({ to: '/import/$fileId', params: { fileId }, search: {} });
}
export function jobLink(jobId: string) {
  return linkOptions({ to: '/jobs/$jobId', params: { jobId } });
}
