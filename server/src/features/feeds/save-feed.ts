import {
  AppError,
  type FeedChange,
  FeedSource,
  hasSameFiles,
  isSameAccount,
  isSameSource,
  type NewFeed,
} from '@sheetport/contract';
import { type FeedRecord, Prisma } from '@sheetport/prisma';
import { requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { refuseTooMany } from '../account/kept-objects.ts';
import { takeMapping } from '../upload-links/take-mapping.ts';
import { checkSource } from './feed-source.ts';
import { FeedOptions } from './feed-view.ts';
import { feedSecretName } from './look-at-remote.ts';
import { keepSecret } from './mailbox-grant.ts';

/**
 * Make a feed.
 * @returns its id
 * @throws AppError `not_found`, `invalid_mapping`, `key_needed`, `too_many_kept`, and what is wrong with its source
 */
export async function createFeed(context: Context, principal: Principal, asked: NewFeed): Promise<string> {
  const { records, secretBox } = context;
  const { name, source, tableId, mappingId, newColumns, everyMinutes, enabled } = asked;
  const { sheets, limits, priority, retries, rate } = asked;
  await requireObject(context, principal, 'table', tableId, 'table.import');
  const { columns, options } = await takeMapping(context, tableId, mappingId, asked);
  const secret = await checkSource(context, principal, source, keepSecret(source, asked));
  const id = newId();
  await records.$transaction(async (tx) => {
    await refuseTooMany(tx, principal.id, 'feeds');
    await tx.feed.create({
      data: {
        id,
        name,
        source,
        secret: secret === undefined ? null : secretBox.seal(feedSecretName(id), secret),
        tableId,
        columns,
        options: { ...options, sheets, limits, priority, retries, rate },
        newColumns,
        everyMinutes,
        enabled,
        nextAt: enabled && everyMinutes > 0 && source.kind !== 'inbound' ? new Date() : null,
        createdBy: principal.id,
      },
    });
  });
  return id;
}

/**
 * Change a feed: what is not named stays. A secret is kept where it opens the same account; what was seen at another place is forgotten.
 * @throws AppError `invalid_request` of another kind of source, and what `createFeed` does
 */
export async function changeFeed(
  context: Context,
  principal: Principal,
  row: FeedRecord,
  change: FeedChange,
): Promise<void> {
  const { records, secretBox } = context;
  const { id, tableId } = row;
  const { name, mappingId, newColumns } = change;
  const before = FeedSource.parse(row.source);
  const source = change.source ?? before;
  if (source.kind !== before.kind)
    throw new AppError('invalid_request', { problems: `source: make another feed for files of "${source.kind}"` });
  const isSeen = hasSameFiles(before, source);
  const isSecretKept = row.secret !== null && isSameAccount(before, source);
  const isSecretNamed = change.secret !== undefined || change.clientSecret !== undefined;
  let secret: string | undefined;
  if (isSecretNamed || !isSameSource(before, source)) {
    const kept = isSecretKept && row.secret !== null ? secretBox.open(feedSecretName(id), row.secret) : undefined;
    secret = await checkSource(context, principal, source, keepSecret(source, change, kept));
  }
  const options = FeedOptions.parse(row.options);
  let mapping: Awaited<ReturnType<typeof takeMapping>> | undefined;
  if (mappingId !== undefined) {
    await requireObject(context, principal, 'table', tableId, 'table.import');
    mapping = await takeMapping(context, tableId, mappingId, options);
  }
  const enabled = change.enabled ?? row.enabled;
  const everyMinutes = change.everyMinutes ?? row.everyMinutes;
  const isSwitched = enabled !== row.enabled || everyMinutes > 0 !== row.everyMinutes > 0;
  const isDue = enabled && everyMinutes > 0 && source.kind !== 'inbound';
  await records.feed.updateMany({
    where: { id },
    data: {
      ...(name !== undefined && { name }),
      ...(newColumns !== undefined && { newColumns }),
      ...(change.source && { source }),
      ...(!isSeen && { seen: {}, error: Prisma.DbNull }),
      ...(secret !== undefined && { secret: secretBox.seal(feedSecretName(id), secret) }),
      ...(mapping && { columns: mapping.columns }),
      options: { ...options, ...mapping?.options, ...chosenOptions(change) },
      enabled,
      everyMinutes,
      ...((isSwitched || !isSeen) && { nextAt: isDue ? new Date() : null }),
    },
  });
}

/** What of a change is kept with the options of the imports. */
function chosenOptions({ sheets, limits, priority, retries, rate }: FeedChange): Partial<FeedOptions> {
  return {
    ...(sheets && { sheets }),
    ...(limits !== undefined && { limits }),
    ...(priority && { priority }),
    ...(retries !== undefined && { retries }),
    ...(rate !== undefined && { rate }),
  };
}
