/** One possible pair: a left and a right index with what it is worth (above 0). */
export interface Candidate {
  left: number;
  right: number;
  worth: number;
}

/** Beyond this many on a side, pairs that hang together are taken the best first instead: the exact way takes the cube of it. */
const MOST_EXACT = 200;

/**
 * Choose pairs so that no left and no right is in two of them and their worth together is the greatest there is (the
 * assignment problem; Kuhn 1955, in the form with potentials, O(n²m)). Pairs that hang together are solved apart from others.
 */
export function assign(candidates: readonly Candidate[]): Candidate[] {
  return components(candidates).flatMap(solve);
}

function components(candidates: readonly Candidate[]): Candidate[][] {
  const root = new Map<string, string>();
  const find = (node: string): string => {
    let at = node;
    while (root.get(at) !== undefined && root.get(at) !== at) at = root.get(at)!;
    root.set(node, at);
    return at;
  };
  for (const { left, right } of candidates) root.set(find(`l${left}`), find(`r${right}`));
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const name = find(`l${candidate.left}`);
    const group = groups.get(name);
    if (group) group.push(candidate);
    else groups.set(name, [candidate]);
  }
  return [...groups.values()];
}

function solve(group: readonly Candidate[]): Candidate[] {
  if (group.length === 1) return [...group];
  const lefts = [...new Set(group.map(({ left }) => left))];
  const rights = [...new Set(group.map(({ right }) => right))];
  if (lefts.length > MOST_EXACT || rights.length > MOST_EXACT) return takeBestFirst(group);
  const byPair = new Map(group.map((candidate) => [`${candidate.left} ${candidate.right}`, candidate]));
  // Each left also has a place of its own that is worth nothing, so that it may stay alone.
  const columns = rights.length + lefts.length;
  const cost = lefts.map((left) =>
    Array.from({ length: columns }, (_, j) => {
      const candidate = j < rights.length ? byPair.get(`${left} ${rights[j]}`) : undefined;
      return candidate ? -candidate.worth : 0;
    }),
  );
  return cheapest(cost).flatMap((j, i) => {
    const chosen = j < rights.length ? byPair.get(`${lefts[i]} ${rights[j]}`) : undefined;
    return chosen ? [chosen] : [];
  });
}

function takeBestFirst(group: readonly Candidate[]): Candidate[] {
  const usedLeft = new Set<number>();
  const usedRight = new Set<number>();
  return group
    .toSorted((a, b) => b.worth - a.worth)
    .filter(({ left, right }) => {
      if (usedLeft.has(left) || usedRight.has(right)) return false;
      usedLeft.add(left);
      usedRight.add(right);
      return true;
    });
}

/** For each row the column of the cheapest assignment. Rows are no more than columns. */
function cheapest(cost: readonly (readonly number[])[]): number[] {
  const n = cost.length;
  const m = cost[0]?.length ?? 0;
  const rowPrice = new Array<number>(n + 1).fill(0);
  const columnPrice = new Array<number>(m + 1).fill(0);
  const rowOf = new Array<number>(m + 1).fill(0);
  for (let row = 1; row <= n; row++) {
    const way = new Array<number>(m + 1).fill(0);
    const least = new Array<number>(m + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Array<boolean>(m + 1).fill(false);
    let column = 0;
    rowOf[0] = row;
    do {
      used[column] = true;
      const from = rowOf[column]!;
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= m; j++) {
        if (used[j]) continue;
        const price = cost[from - 1]![j - 1]! - rowPrice[from]! - columnPrice[j]!;
        if (price < least[j]!) {
          least[j] = price;
          way[j] = column;
        }
        if (least[j]! < delta) {
          delta = least[j]!;
          next = j;
        }
      }
      for (let j = 0; j <= m; j++) {
        if (used[j]) {
          rowPrice[rowOf[j]!]! += delta;
          columnPrice[j]! -= delta;
        } else least[j]! -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      const before = way[column]!;
      rowOf[column] = rowOf[before]!;
      column = before;
    }
  }
  const chosen = new Array<number>(n).fill(m);
  for (let j = 1; j <= m; j++) if (rowOf[j] !== 0) chosen[rowOf[j]! - 1] = j - 1;
  return chosen;
}
