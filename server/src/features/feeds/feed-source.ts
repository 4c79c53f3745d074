import { AppError, type FeedSource, isRemote } from '@sheetport/contract';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { resolveFolder } from './look-at-folder.ts';
import { checkMailbox } from './look-at-mailbox.ts';
import { checkRemote } from './look-at-remote.ts';

/**
 * Check the source that a person names. A folder of the server may hold what others put there: only owners name one. One of another system, or
 * of a mailbox, is looked into.
 * @param secret as it is kept (`keepSecret`)
 * @returns what is to be kept: a mailbox may have given a new refresh token
 * @throws AppError `invalid_request`, `forbidden`, `feed_folder_not_allowed`, and what the other system answers
 */
export async function checkSource(
  context: Context,
  principal: Principal,
  source: FeedSource,
  secret: string | undefined,
): Promise<string | undefined> {
  if (isRemote(source)) {
    await checkRemote(context, source, secret);
    return secret;
  }
  if (source.kind === 'mailbox') return checkMailbox(context, source, secret);
  if (secret !== undefined) throw new AppError('invalid_request', { problems: 'this source takes no secret' });
  if (source.kind !== 'folder') return undefined;
  if (principal.role !== 'owner') throw new AppError('forbidden');
  await resolveFolder(context, source.path);
  return undefined;
}
