/**
 * What a visitor of an upload link may: somebody outside, without an account. They are no role of the table of rules, so every rule that is
 * not here is closed to them, and nothing is theirs but what they sent themselves. Without schemas.
 */
import type { Permission } from './permissions.ts';

const VISITOR_GRANTS: Partial<Record<Permission, 'own'>> = { 'sent.see': 'own', 'sent.send': 'own' };

/** Whether a visitor may do something with what they sent; never with anything else. */
export function visitorMay(permission: Permission): boolean {
  return VISITOR_GRANTS[permission] === 'own';
}
