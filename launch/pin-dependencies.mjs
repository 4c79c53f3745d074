// What the npm package names besides what it imports: what that depends on, at the versions that were tested here. A lock
// inside of a package (npm-shrinkwrap.json) would do that too, but npm then installs the PostgreSQL of all systems, 640 MB, and heeds
// it only of a package that comes from a registry.
// @ts-check

/**
 * @typedef {{ version?: string, dependencies?: Record<string, string>, peerDependencies?: Record<string, string>,
 *   peerDependenciesMeta?: Record<string, { optional?: boolean }>, link?: boolean }} Locked
 */

/**
 * All packages that some packages need, with their versions. What only some systems have is left to the packages that want it.
 * @param {Record<string, Locked>} packages of the lock file of the workspace, by path
 * @param {readonly string[]} names of those packages
 * @returns {Record<string, string>} versions by name, of those that Node finds from everywhere; second versions of a package are left out
 * @throws Error where a dependency is not in the lock file
 */
export function pinDependencies(packages, names) {
  /** @type {Record<string, string>} */
  const pinned = {};
  const seen = new Set();
  const open = names.map((name) => ({ name, from: '', isPeer: false }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { name, from, isPeer } = next;
    const at = findLocked(packages, name, from);
    if (at === undefined && isPeer) continue;
    if (at === undefined) throw new Error(`${name}, which ${from || 'the package'} needs, is not in package-lock.json`);
    if (seen.has(at)) continue;
    seen.add(at);
    const { version = '', dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = packages[at] ?? {};
    // What lies in a room alone lies beside all others in the package.
    const isShared = at.split('node_modules/').length === 2;
    if (isShared && pinned[name] !== undefined)
      throw new Error(`${name} has two versions: ${pinned[name]}, ${version}`);
    if (isShared) pinned[name] = version;
    for (const one of Object.keys(dependencies)) open.push({ name: one, from: at, isPeer: false });
    for (const one of Object.keys(peerDependencies))
      if (!peerDependenciesMeta[one]?.optional) open.push({ name: one, from: at, isPeer: true });
  }
  return Object.fromEntries(Object.entries(pinned).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/**
 * Where a package is that another one names: the nearest folder up the tree, as Node looks for it.
 * @param {Record<string, Locked>} packages
 * @param {string} name
 * @param {string} from the path of the package that names it
 * @returns {string | undefined}
 */
function findLocked(packages, name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const at = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[at] && !packages[at].link) return at;
    if (folder === '') return undefined;
  }
}
