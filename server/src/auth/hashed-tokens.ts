/**
 * Keeps only a hash of the token of a session. better-auth stores tokens as they are; it reaches its tables through an adapter, and this
 * one stands in front: what goes in is hashed, and what comes out has the token that was asked for.
 */
import type { DBAdapter, DBTransactionAdapter, Where } from 'better-auth/types';
import { hashSecret } from './secrets.ts';

type MakeAdapter<Options> = (options: Options) => DBAdapter;

/** In: what makes an adapter of better-auth's. Out: the same with hashed tokens in the table of sessions. */
export function withHashedTokens<Options>(make: MakeAdapter<Options>): MakeAdapter<Options> {
  return (options) => {
    const adapter = make(options);
    return {
      ...hashTokens(adapter),
      transaction: (work) => adapter.transaction((inner) => work(hashTokens(inner))),
    };
  };
}

function hashTokens(adapter: DBTransactionAdapter): DBTransactionAdapter {
  return {
    ...adapter,
    create: async (call) => {
      const token = (call.data as { token?: unknown }).token;
      if (call.model !== SESSION || typeof token !== 'string') return adapter.create(call);
      return withToken(await adapter.create({ ...call, data: { ...call.data, token: hashSecret(token) } }), token);
    },
    findOne: async (call) => withToken(await adapter.findOne(hashWhere(call)), tokenIn(call)),
    findMany: (call) => adapter.findMany(hashWhere(call)),
    count: (call) => adapter.count(hashWhere(call)),
    update: async (call) => withToken(await adapter.update(hashUpdate(call)), tokenIn(call)),
    updateMany: (call) => adapter.updateMany(hashUpdate(call)),
    delete: (call) => adapter.delete(hashWhere(call)),
    deleteMany: (call) => adapter.deleteMany(hashWhere(call)),
    consumeOne: async (call) => withToken(await adapter.consumeOne(hashWhere(call)), tokenIn(call)),
    incrementOne: async (call) => withToken(await adapter.incrementOne(hashWhere(call)), tokenIn(call)),
  };
}

const SESSION = 'session';

interface Call {
  model: string;
  where?: Where[] | undefined;
}

function hashWhere<C extends Call>(call: C): C {
  if (call.model !== SESSION || !call.where) return call;
  const where = call.where.map((one) => (one.field === 'token' ? { ...one, value: hashValue(one.value) } : one));
  return { ...call, where };
}

function hashUpdate<C extends Call & { update: Record<string, unknown> }>(call: C): C {
  const token = call.model === SESSION ? call.update.token : undefined;
  const update = typeof token === 'string' ? { ...call.update, token: hashSecret(token) } : call.update;
  return hashWhere({ ...call, update });
}

function hashValue(value: Where['value']): Where['value'] {
  if (Array.isArray(value)) return (value as string[]).map((one) => hashSecret(one));
  return typeof value === 'string' ? hashSecret(value) : value;
}

/** The token that a call asks for, where it asks for one. */
function tokenIn({ model, where }: Call): string | undefined {
  const value = model === SESSION ? where?.find(({ field }) => field === 'token')?.value : undefined;
  return typeof value === 'string' ? value : undefined;
}

function withToken<Row>(row: Row, token: string | undefined): Row {
  return row && token !== undefined ? { ...row, token } : row;
}
