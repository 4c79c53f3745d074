/** Mantine's polymorphic `component` loses the router's types; these say which addresses they are. */
export function tableLink(tableId: string) {
  return { to: '/tables/$tableId', params: { tableId } as never, search: {} as never } as const;
}
export function columnsLink(tableId: string) {
  return { to: '/tables/$tableId/columns', params: { tableId } as never } as const;
}
export function fileLink(fileId: string) {
  return { to: '/import/$fileId', params: { fileId } as never, search: {} as never } as const;
}
export function jobLink(jobId: string) {
  return { to: '/jobs/$jobId', params: { jobId } as never } as const;
}
