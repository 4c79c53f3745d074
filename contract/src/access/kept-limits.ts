/**
 * How much of each kind one person may keep, so that a loop which makes them ends, and lists stay short enough to read. What a person
 * made counts, whoever uses it. Without schemas: pages load it.
 */
export const KEPT_LIMITS = {
  apiKeys: 100,
  views: 500,
  templates: 100,
  uploadLinks: 200,
  schedules: 200,
  feeds: 200,
  deliveries: 200,
  webhooks: 50,
} as const;
export type KeptKind = keyof typeof KEPT_LIMITS;
export const KEPT_KINDS = Object.keys(KEPT_LIMITS) as KeptKind[];
