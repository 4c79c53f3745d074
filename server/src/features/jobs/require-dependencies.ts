import { requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';

/**
 * The jobs that a new one is to wait for, each once.
 * @throws AppError `not_found` where one is not there, or is not the person's to see
 */
export async function requireDependencies(
  context: Pick<Context, 'pool' | 'pieces'>,
  principal: Principal,
  ids: readonly string[] = [],
): Promise<string[]> {
  const needed = [...new Set(ids)];
  for (const id of needed) await requireObject(context, principal, 'job', id, 'job.see');
  return needed;
}
