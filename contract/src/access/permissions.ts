/**
 * The one table of rules: which role may do what with which kind of object. The server asks it at every route and socket event
 * (server/src/auth/auth-guard.ts), and the web page before it shows a button. A route without a permission does not start the server.
 * Without schemas: the home page loads it.
 */

/** From the fewest rights to the most. */
export const ROLES = ['viewer', 'editor', 'owner'] as const;
type RoleName = (typeof ROLES)[number];

/** What a role may: nothing, this on objects that the person made, or this on all of them. */
type Grant = 'none' | 'own' | 'all';
type Grants = Readonly<Record<RoleName, Grant>>;

const EVERYONE: Grants = { viewer: 'all', editor: 'all', owner: 'all' };
const EDITORS: Grants = { viewer: 'none', editor: 'all', owner: 'all' };
const OWNERS: Grants = { viewer: 'none', editor: 'none', owner: 'all' };
const NOBODY: Grants = { viewer: 'none', editor: 'none', owner: 'none' };
const MAKERS: Grants = { viewer: 'own', editor: 'own', owner: 'own' };

const TABLE = {
  /** The service itself: whether it works, and its description. */
  service: { see: EVERYONE, measure: OWNERS },
  /** A person's own name, password and sessions. */
  account: { see: EVERYONE, change: EVERYONE },
  /** People, their invitations and their links. */
  person: { name: EVERYONE, see: OWNERS, invite: OWNERS, change: OWNERS, delete: OWNERS },
  /** API keys. An owner sees and ends those of others, but gets no secret with which to act as them. */
  key: {
    see: { viewer: 'own', editor: 'own', owner: 'all' },
    create: EVERYONE,
    change: MAKERS,
    delete: { viewer: 'own', editor: 'own', owner: 'all' },
  },
  table: {
    see: EVERYONE,
    export: EVERYONE,
    create: EDITORS,
    import: EDITORS,
    change: EDITORS,
    attach: OWNERS,
    delete: OWNERS,
  },
  mapping: { see: EVERYONE, delete: EDITORS },
  file: { see: EVERYONE, upload: EDITORS, change: EDITORS, delete: EDITORS },
  /** An upload that has not ended: only who began it can go on with it. */
  upload: { continue: { viewer: 'none', editor: 'own', owner: 'own' } },
  job: {
    see: EVERYONE,
    cancel: { viewer: 'own', editor: 'all', owner: 'all' },
    retry: EDITORS,
    correct: EDITORS,
    undo: EDITORS,
    /** With its rejects, old values and files. */
    delete: { viewer: 'none', editor: 'own', owner: 'all' },
  },
  /** What was kept of a file, of a table, or of a time before. */
  deletion: { preview: OWNERS, run: OWNERS },
  /** Links by which somebody without an account sends files into a table. */
  link: {
    see: EDITORS,
    create: EDITORS,
    change: { viewer: 'none', editor: 'own', owner: 'all' },
  },
  /** What visitors of such a link send and see: only they (visitor-rules.ts). */
  sent: { see: NOBODY, send: NOBODY },
  queue: { see: EVERYONE, change: OWNERS },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Grants>>>>;

type Kind = keyof typeof TABLE;
/** A kind of object and an action, as `table.export`. */
export type Permission = { [K in Kind]: `${K}.${keyof (typeof TABLE)[K] & string}` }[Kind];

/** The rows of the table by their names. */
export const PERMISSIONS: Readonly<Record<Permission, Grants>> = Object.freeze(
  Object.fromEntries(
    Object.entries(TABLE).flatMap(([kind, actions]) =>
      Object.entries(actions).map(([action, grants]) => [`${kind}.${action}`, grants]),
    ),
  ) as Record<Permission, Grants>,
);

/** What a role may do: `own` is only this on objects that the person made. */
export function grantOf(role: RoleName, permission: Permission): Grant {
  return PERMISSIONS[permission][role];
}

/**
 * Whether a role may do something.
 * @param isOwn whether the person made the object
 */
export function mayDo(role: RoleName, permission: Permission, isOwn = false): boolean {
  const grant = grantOf(role, permission);
  return grant === 'all' || (grant === 'own' && isOwn);
}
