/**
 * The one table of rules: which role may do what with which kind of object. The server asks it at every route and socket event
 * (server/src/auth/auth-guard.ts), and the web page before it shows a button. A route without a permission does not start the server.
 * The role is the one that a person has on the object (table-roles.ts): on a table, or on what belongs to tables. Where there is no
 * object yet, and for lists, which hold only what the person may see, it is the highest that they have anywhere.
 * Without schemas: the home page loads it.
 */

/** From the fewest rights to the most. A guest sees nothing but what is shared with them. */
export const ROLES = ['guest', 'viewer', 'editor', 'owner'] as const;
export type RoleName = (typeof ROLES)[number];

/** What a table or a folder is shared as, from the fewest rights to the most. */
export const TABLE_ROLES = ['viewer', 'editor', 'owner'] as const;
export type TableRole = (typeof TABLE_ROLES)[number];

/** What a role may: nothing, this on objects that the person made, or this on all of them. */
type Grant = 'none' | 'own' | 'all';
type Grants = Readonly<Record<RoleName, Grant>>;

const EVERYONE: Grants = { guest: 'all', viewer: 'all', editor: 'all', owner: 'all' };
const VIEWERS: Grants = { guest: 'none', viewer: 'all', editor: 'all', owner: 'all' };
const EDITORS: Grants = { guest: 'none', viewer: 'none', editor: 'all', owner: 'all' };
const OWNERS: Grants = { guest: 'none', viewer: 'none', editor: 'none', owner: 'all' };
const MAKERS: Grants = { guest: 'own', viewer: 'own', editor: 'own', owner: 'own' };
const NOBODY: Grants = { guest: 'none', viewer: 'none', editor: 'none', owner: 'none' };

const TABLE = {
  /** The service itself: whether it works, and its description. */
  service: { see: EVERYONE, measure: OWNERS },
  /** A person's own name, password and sessions. */
  account: { see: EVERYONE, change: EVERYONE },
  /** How a person signs in: sessions, second factor. */
  signIn: { see: EVERYONE },
  /** People, their invitations and their links. */
  person: { name: EVERYONE, see: OWNERS, invite: OWNERS, change: OWNERS, delete: OWNERS },
  /** What the service demands of those who sign in. */
  signInRules: { see: OWNERS, change: OWNERS },
  /** API keys. An owner sees and ends those of others, but gets no secret with which to act as them. */
  key: {
    see: { guest: 'own', viewer: 'own', editor: 'own', owner: 'all' },
    create: EVERYONE,
    change: MAKERS,
    delete: { guest: 'own', viewer: 'own', editor: 'own', owner: 'all' },
  },
  table: {
    see: EVERYONE,
    export: EVERYONE,
    create: EDITORS,
    import: EDITORS,
    change: EDITORS,
    attach: OWNERS,
    move: OWNERS,
    share: OWNERS,
    delete: OWNERS,
  },
  /** A named group of tables. */
  folder: { see: EVERYONE, create: EDITORS, fill: EDITORS, change: OWNERS, share: OWNERS, delete: OWNERS },
  mapping: { see: EVERYONE, delete: EDITORS },
  /** Export templates. Everybody who is no guest fills them. */
  template: {
    see: VIEWERS,
    create: EDITORS,
    delete: { guest: 'none', viewer: 'none', editor: 'own', owner: 'all' },
  },
  /** Saved ways to look at a table. One that is not shared is its maker's alone. */
  view: {
    see: EVERYONE,
    create: EVERYONE,
    share: EDITORS,
    change: { guest: 'own', viewer: 'own', editor: 'all', owner: 'all' },
    delete: { guest: 'own', viewer: 'own', editor: 'all', owner: 'all' },
  },
  file: { see: EVERYONE, upload: EDITORS, change: EDITORS, delete: EDITORS },
  /** An upload that has not ended: only who began it can go on with it. */
  upload: { continue: { guest: 'none', viewer: 'none', editor: 'own', owner: 'own' } },
  job: {
    see: EVERYONE,
    cancel: { guest: 'own', viewer: 'own', editor: 'all', owner: 'all' },
    retry: EDITORS,
    correct: EDITORS,
    undo: EDITORS,
    /** With its rejects, old values and files. */
    delete: { guest: 'none', viewer: 'none', editor: 'own', owner: 'all' },
  },
  /** What was kept of a file, of a table, or of a time before. */
  deletion: { preview: OWNERS, run: OWNERS },
  /** Links by which somebody without an account sends files into a table. */
  link: {
    see: EDITORS,
    create: EDITORS,
    change: { guest: 'none', viewer: 'none', editor: 'own', owner: 'all' },
  },
  /** What visitors of such a link send and see: only they (visitor-rules.ts). */
  sent: { see: NOBODY, send: NOBODY },
  /** What runs by itself, as the person who made it. An owner sees and changes those of others. */
  schedule: {
    see: { guest: 'none', viewer: 'own', editor: 'own', owner: 'all' },
    create: VIEWERS,
    change: { guest: 'none', viewer: 'own', editor: 'own', owner: 'all' },
  },
  /** Addresses that are told of what happens. Owners see and end those of others, and get no secret. */
  webhook: {
    see: { guest: 'none', viewer: 'none', editor: 'own', owner: 'all' },
    create: EDITORS,
    change: { guest: 'none', viewer: 'none', editor: 'own', owner: 'own' },
    delete: { guest: 'none', viewer: 'none', editor: 'own', owner: 'all' },
  },
  /** Exports that are sent to a place. Owners see and end those of others. */
  delivery: {
    see: { guest: 'none', viewer: 'none', editor: 'own', owner: 'all' },
    create: EDITORS,
    change: { guest: 'none', viewer: 'none', editor: 'own', owner: 'own' },
    run: { guest: 'none', viewer: 'none', editor: 'own', owner: 'own' },
    delete: { guest: 'none', viewer: 'none', editor: 'own', owner: 'all' },
  },
  /** Sources of files that are imported by themselves, as the person who made them. Folders of the server are named by owners alone. */
  feed: {
    see: { guest: 'none', viewer: 'none', editor: 'own', owner: 'all' },
    create: EDITORS,
    change: { guest: 'none', viewer: 'none', editor: 'own', owner: 'all' },
  },
  queue: { see: VIEWERS, change: OWNERS },
  /** Who did what. */
  audit: { see: OWNERS, export: OWNERS },
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

/** Kinds whose objects belong to tables: what a person may do with one depends on its tables. */
const KINDS_OF_TABLES: ReadonlySet<string> = new Set<Kind>([
  'table',
  'folder',
  'mapping',
  'view',
  'file',
  'upload',
  'job',
  'link',
]);
/** Permissions of these kinds that make something without a table yet, or need the database of the service. */
const OF_THE_SERVICE: ReadonlySet<Permission> = new Set<Permission>(['table.create', 'table.attach', 'folder.create']);

/**
 * Of a person's two roles the one that a permission is asked with where no object is named: a viewer of the service who edits one table may
 * upload a file for it.
 * @param role theirs in the service
 * @param highest the highest that they have anywhere
 */
export function roleWithoutObject(permission: Permission, role: RoleName, highest: RoleName): RoleName {
  const isOfTables = KINDS_OF_TABLES.has(permission.split('.')[0]!) && !OF_THE_SERVICE.has(permission);
  return isOfTables ? highest : role;
}
