/** Addresses of the screens, for `LinkButton` and `Link`. */
import type { Address } from '../routing/addresses.ts';

export function tableLink(tableId: string): Address<'/tables/$tableId'> {
  return { to: '/tables/$tableId', params: { tableId } };
}
export function columnsLink(tableId: string): Address<'/tables/$tableId/columns'> {
  return { to: '/tables/$tableId/columns', params: { tableId } };
}
export function fileLink(fileId: string): Address<'/import/$fileId'> {
  return { to: '/import/$fileId', params: { fileId } };
}
export function jobLink(jobId: string): Address<'/jobs/$jobId'> {
  return { to: '/jobs/$jobId', params: { jobId } };
}
