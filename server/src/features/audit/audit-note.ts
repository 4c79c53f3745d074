/** What the audit trail keeps with a request until it is recorded, and which routes are in it. */
import type { AuditEntry, AuditObject } from '@sheetport/core';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whether the call is in the audit trail, where that is not told by its method: `false` for one that changes nothing although its method
     * would let it, or that is a part of a call that is there; `true` for a download.
     */
    audit?: boolean;
  }
  interface FastifyRequest {
    audit: AuditNote;
  }
}

/** What a route adds to the event of its call. */
export interface AuditNote {
  /** Who did it, where nobody was signed in before. */
  personId?: string;
  via?: AuditEntry['via'];
  object?: AuditObject;
  /** Where the status does not tell. */
  outcome?: AuditEntry['outcome'];
  details?: Record<string, unknown>;
  /** The event is in the transaction of the change already. */
  written?: boolean;
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether calls of a route are in the audit trail when they succeed. */
export function isAudited(method: string, config: { audit?: boolean } | undefined): boolean {
  return config?.audit ?? !SAFE.has(method);
}

/** The operation id of the route of a request; empty where it has none. */
export function operationOf({ routeOptions }: FastifyRequest): string {
  return (routeOptions.schema as { operationId?: string } | undefined)?.operationId ?? '';
}
