import type { RejectEntry, RejectGroupEntry, StoredReject } from '@sheetport/core';

/** Rows and examples of a group that are kept, and characters of an example. */
const GROUP_ROWS = 5;
const GROUP_EXAMPLES = 3;
const MAX_EXAMPLE_CHARACTERS = 200;
/** Groups that are counted. A sheet with more is counted when somebody asks. */
const MAX_GROUPS = 5000;

/** The issues of an import's rejects, counted as they come, so that nobody has to read all of them again. */
export class RejectTally {
  #groups = new Map<string, RejectGroupEntry>();
  #overflowed = false;

  add(entries: readonly RejectEntry[]): void {
    for (const { row, issues } of entries) {
      for (const { column, code, details = {}, value } of issues) {
        const group = this.#find(column, code, details);
        if (!group) continue;
        group.count += 1;
        if (group.rows.length < GROUP_ROWS || row < group.rows.at(-1)!) {
          group.rows = [...group.rows, row].sort((a, b) => a - b).slice(0, GROUP_ROWS);
        }
        const example = [...value.slice(0, MAX_EXAMPLE_CHARACTERS)].join('');
        if (group.examples.length < GROUP_EXAMPLES && example !== '' && !group.examples.includes(example))
          group.examples.push(example);
      }
    }
  }

  /** Some that were added turned out to be none. */
  remove(entries: readonly Pick<StoredReject, 'row' | 'issues'>[]): void {
    for (const { row, issues } of entries) {
      for (const { column, code, details } of issues) {
        const group = this.#groups.get(keyOf(column, code, details ?? {}));
        if (!group) continue;
        group.count -= 1;
        group.rows = group.rows.filter((one) => one !== row);
      }
    }
  }

  /** The groups, or null where there are too many. */
  groups(): RejectGroupEntry[] | null {
    if (this.#overflowed) return null;
    return [...this.#groups.values()].filter(({ count }) => count > 0);
  }

  #find(column: string, code: string, details: RejectGroupEntry['details']): RejectGroupEntry | undefined {
    const key = keyOf(column, code, details);
    const known = this.#groups.get(key);
    if (known) return known;
    if (this.#groups.size === MAX_GROUPS) {
      this.#overflowed = true;
      return undefined;
    }
    const group: RejectGroupEntry = { column, code, details, count: 0, rows: [], examples: [] };
    this.#groups.set(key, group);
    return group;
  }
}

function keyOf(column: string, code: string, details: object): string {
  return JSON.stringify([column, code, details]);
}
