/** Under which key an answer of the service is kept, in one place. A key without its last parts stands for all below it. */
import type {
  AuditFilter,
  ChangeKind,
  CountRejects,
  Filter,
  Job,
  JobsFilter,
  RejectFilter,
  Sort,
} from '@sheetport/contract';

/** What the suggested mapping of a sheet depends on. */
export interface MappingSource {
  sheet: number;
  headerRow: number;
  headerRows: number;
  tableId: string | undefined;
  /** Whether inspection has seen the whole sheet: then suggestions are asked for again. */
  complete: boolean;
}

export const KEYS = {
  me: ['me'],
  signInOptions: ['sign-in-options'],
  sessions: ['sessions'],
  secondFactor: ['second-factor'],
  usage: ['usage'],
  kept: (kind: string, listed: number) => ['usage', kind, listed] as const,
  usageOf: (id: string) => ['usage', id] as const,
  exportTemplates: ['export-templates'],
  audit: (filter: AuditFilter) => ['audit', filter] as const,
  people: ['people'],
  signInRules: ['sign-in-rules'],
  names: ['names'],
  invitations: ['invitations'],
  link: (token: string) => ['link', token] as const,
  allApiKeys: ['api-keys'],
  apiKeys: (everyone: boolean) => ['api-keys', everyone] as const,
  allUploadLinks: ['upload-links'],
  views: (tableId: string) => ['views', tableId] as const,
  uploadLinks: (tableId: string) => ['upload-links', tableId] as const,
  linkFiles: (id: string) => ['link-files', id] as const,
  savedMappings: ['saved-mappings'],
  deliveries: ['deliveries'],
  deliveryRuns: (id: string) => ['deliveries', id, 'runs'] as const,
  webhooks: ['webhooks'],
  webhook: (id: string) => ['webhooks', id] as const,
  webhookMessages: (id: string, state: string) => ['webhooks', id, 'messages', state] as const,
  visit: (token: string) => ['visit', token] as const,
  files: ['files'],
  file: (id: string) => ['file', id] as const,
  preview: (id: string, sheet: number, headerRow: number | undefined) =>
    ['preview', id, sheet, headerRow ?? null] as const,
  mappings: ['mapping'],
  mapping: (id: string, source: MappingSource) => ['mapping', id, source] as const,
  folders: ['folders'],
  shares: (kind: 'table' | 'folder', id: string) => ['shares', kind, id] as const,
  tables: ['tables'],
  table: (id: string) => ['table', id] as const,
  allAttachable: ['attachable'],
  attachable: (search: string) => ['attachable', search] as const,
  changes: (id: string, kind: ChangeKind | undefined) => ['changes', id, kind ?? null] as const,
  keyCheck: (id: string, key: readonly string[]) => ['key-check', id, key] as const,
  rowsOf: (id: string) => ['rows', id] as const,
  rowCount: (id: string, sort: Sort, filter: Filter | undefined) => ['rows', id, sort, filter ?? null] as const,
  searchIndex: (id: string) => ['search-index', id] as const,
  figures: (id: string, kind: 'summary' | 'profile', columns: readonly string[], filter: Filter | undefined) =>
    ['rows', id, kind, columns, filter ?? null] as const,
  violations: (id: string, change: string | undefined) => ['violations', id, change ?? null] as const,
  allJobs: ['jobs'],
  jobs: (filter: JobsFilter) => ['jobs', filter] as const,
  active: ['active'],
  job: (id: string) => ['job', id] as const,
  batch: (id: string) => ['batch', id] as const,
  allDetails: ['details'],
  detailsOf: (id: string) => ['details', id] as const,
  details: ({ id, state, phase, undoneByJobId }: Pick<Job, 'id' | 'state' | 'phase' | 'undoneByJobId'>) =>
    ['details', id, state, phase, undoneByJobId ?? null] as const,
  allRejects: ['rejects'],
  rejectsOf: (id: string) => ['rejects', id] as const,
  rejects: (id: string, filter: RejectFilter | undefined, behind: number) =>
    ['rejects', id, filter ?? null, behind] as const,
  rejectCount: (id: string, which: CountRejects) => ['rejects', id, 'count', which] as const,
  /** What a deletion would take. */
  deletion: (target: object) => ['deletion', target] as const,
  allIssues: ['issues'],
  issues: (id: string) => ['issues', id] as const,
} as const;
