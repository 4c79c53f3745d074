/** Members as the image of deploy/ runs them: with a root file system that is read-only, but for DATA_DIR. */
import { spawnSync } from 'node:child_process';

/** Its own view of the mounts (mount_namespaces(7)); the process stays the same one, so that it can be killed. */
const SCRIPT =
  'set -e; mount --make-rprivate /; mount --bind "$DATA_DIR" "$DATA_DIR"; mount -o remount,bind,ro /; exec "$@"';

/** What to put in front of a member's command; nothing where this account may not mount. */
export function readOnlyRoot(): string[] {
  if (process.platform !== 'linux' || spawnSync('unshare', ['-m', 'true']).status !== 0) return [];
  return ['unshare', '-m', 'sh', '-c', SCRIPT, 'sh'];
}
