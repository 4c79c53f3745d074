import { randomUUID } from 'node:crypto';
import { type JobPriority, JobPriority as Priorities } from '@sheetport/contract';
import { forgetTurns, takeTurns } from '@sheetport/core';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const STEP: Record<JobPriority, number> = { high: 1, normal: 5, low: 25 };

interface Item {
  sender: string;
  priority: JobPriority;
  turn: number;
  nth: number;
}

/** A lane as core/src/jobs/turns.ts describes it, without a database. */
class Lane {
  waiting: Item[] = [];
  running: Item[] = [];
  readonly #last = new Map<string, number>();
  #count = 0;

  add(sender: string, priority: JobPriority, count = 1): Item[] {
    const flow = `${sender} ${priority}`;
    const here =
      this.running.length > 0
        ? Math.max(...this.running.map(({ turn }) => turn))
        : this.waiting.length > 0
          ? Math.min(...this.waiting.map(({ turn }) => turn)) - 1
          : Math.max(0, ...this.#last.values());
    const first = Math.max(
      here + STEP[priority] - 1,
      (this.#last.get(flow) ?? Number.NEGATIVE_INFINITY) + STEP[priority],
    );
    const items = Array.from({ length: count }, (_, nth) => ({
      sender,
      priority,
      turn: first + nth * STEP[priority],
      nth: this.#count++,
    }));
    this.#last.set(flow, items.at(-1)!.turn);
    this.waiting.push(...items);
    return items;
  }

  start(): Item | undefined {
    const [next] = this.waiting.toSorted((a, b) => a.turn - b.turn || a.nth - b.nth);
    if (!next) return undefined;
    this.waiting = this.waiting.filter((one) => one !== next);
    this.running.push(next);
    return next;
  }

  end(at = 0): void {
    this.running.splice(at, 1);
  }

  /** One slot: the senders of the next jobs. */
  run(count: number): string[] {
    return Array.from({ length: count }, () => {
      this.end();
      const { sender, priority } = this.start()!;
      return priority === 'normal' ? sender : `${sender} ${priority}`;
    });
  }
}

const Sender = fc.constantFrom('ann', 'bob', 'cho');
const Priority = fc.constantFrom<JobPriority>(...Priorities.options);
const Step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('add' as const),
      sender: Sender,
      priority: Priority,
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ what: 'start' as const }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('end' as const), at: fc.nat(3) }) },
);

describe('the order of a lane', () => {
  test('who sends one job is served next, however many another has waiting', () => {
    const lane = new Lane();
    lane.add('ann', 'normal', 200);
    lane.start();
    lane.add('bob', 'normal');
    expect(lane.run(3)).toEqual(['bob', 'ann', 'ann']);
    lane.add('bob', 'normal', 3);
    lane.add('cho', 'normal', 3);
    expect(lane.run(9).sort()).toEqual([...Array(3).fill('ann'), ...Array(3).fill('bob'), ...Array(3).fill('cho')]);
  });

  test('a sender who always sends the next job as the last one starts does not keep others from theirs', () => {
    const lane = new Lane();
    lane.add('ann', 'normal', 50);
    lane.add('bob', 'normal');
    const served: string[] = [];
    for (let n = 0; n < 40; n++) {
      served.push(...lane.run(1));
      if (served.at(-1) === 'bob') lane.add('bob', 'normal');
    }
    expect(served.filter((sender) => sender === 'bob')).toHaveLength(20);
  });

  test('of the jobs of one sender the urgent ones run first, and none waits for ever', () => {
    const lane = new Lane();
    lane.add('ann', 'normal', 20);
    lane.start();
    lane.add('ann', 'low', 2);
    lane.add('ann', 'high', 3);
    expect(lane.run(9)).toEqual([...Array(3).fill('ann high'), ...Array(4).fill('ann'), 'ann low', 'ann']);
    // A low job waits for five normal ones or twenty-five high ones of each other sender, not for more.
    const busy = new Lane();
    for (const sender of ['ann', 'bob', 'cho']) busy.add(sender, 'high', 200);
    busy.start();
    const [low] = busy.add('dan', 'low', 2);
    busy.run(3 * 30);
    expect(busy.waiting).not.toContain(low);
  });

  test('two senders with jobs waiting get about the same number of turns, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(Step, { maxLength: 60 }), fc.integer({ min: 2, max: 20 }), (steps, rounds) => {
        const lane = new Lane();
        for (const step of steps) {
          if (step.what === 'add') lane.add(step.sender, step.priority, step.count);
          else if (step.what === 'start') lane.start();
          // The one that began first: where a later one ends before it, the lane steps back (decision 22).
          else lane.end();
        }
        lane.add('ann', 'normal', 200);
        lane.add('bob', 'normal', 200);
        const served: string[] = [];
        const count = (sender: string) => served.filter((one) => one === sender).length;
        // What each has waited for before is worked off first.
        while (Math.min(count('ann'), count('bob')) === 0) served.push(...lane.run(1));
        const before = [count('ann'), count('bob')] as const;
        while (Math.max(count('ann') - before[0], count('bob') - before[1]) < rounds) served.push(...lane.run(1));
        expect(Math.abs(count('ann') - before[0] - (count('bob') - before[1]))).toBeLessThanOrEqual(2);
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 100) },
    );
  });
});

describe('turns in the database', () => {
  let databaseUrl: string;
  let pool: pg.Pool;
  beforeAll(async () => {
    databaseUrl = await createMigratedDatabase(process.env.TEST_DATABASE_URL!, 'turns');
    pool = new pg.Pool({ connectionString: databaseUrl });
  });
  afterAll(async () => {
    await pool?.end();
    await dropDatabase(databaseUrl, process.env.TEST_DATABASE_URL!);
  });
  beforeEach(async () => {
    await pool.query('TRUNCATE sheetport.job_turn, sheetport.job CASCADE');
  });

  const insert = (id: string, turn: number, state = 'queued') =>
    pool.query(
      `INSERT INTO sheetport.job (id, kind, state, lane, title, spec, turn)
       VALUES ($1, 'import', $2::text::sheetport.job_state, 'small', 'x', '{}', $3)`,
      [id, state, turn],
    );

  test('are those of the model', async () => {
    await fc.assert(
      fc
        .asyncProperty(fc.array(Step, { maxLength: 40 }), async (steps) => {
          const lane = new Lane();
          const ids = new Map<Item, string>();
          for (const step of steps) {
            if (step.what === 'add') {
              const items = lane.add(step.sender, step.priority, step.count);
              const flow = { lane: 'small', sender: step.sender, priority: step.priority } as const;
              expect(await takeTurns(pool, flow, step.count)).toEqual(items.map(({ turn }) => turn));
              for (const item of items) {
                ids.set(item, randomUUID());
                await insert(ids.get(item)!, item.turn);
              }
            } else if (step.what === 'start') {
              const item = lane.start();
              if (item) await pool.query(`UPDATE sheetport.job SET state = 'running' WHERE id = $1`, [ids.get(item)]);
            } else {
              const item = lane.running[step.at];
              lane.end(step.at);
              if (item) await pool.query(`UPDATE sheetport.job SET state = 'succeeded' WHERE id = $1`, [ids.get(item)]);
            }
          }
        })
        .beforeEach(async () => {
          await pool.query('TRUNCATE sheetport.job_turn, sheetport.job CASCADE');
        }),
      { numRuns: 15 },
    );
  });

  test('of one flow are all different, however many come at once, and begin anew once the lane is empty', async () => {
    const flow = { lane: 'small', sender: 'ann', priority: 'high' } as const;
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeTurns(pool, flow, 2)));
    expect(new Set(taken.flat()).size).toBe(40);
    await insert(randomUUID(), 100);
    await forgetTurns(pool);
    expect(await takeTurns(pool, flow, 1)).toEqual([99]);
    await pool.query(`UPDATE sheetport.job SET state = 'failed'`);
    await forgetTurns(pool);
    expect(await takeTurns(pool, flow, 1)).toEqual([0]);
  });
});
