/** What server and page both know of accounts. Without schemas: pages load it that need none. */

/** The person who is there from the start: the printed link and the token sign in as them. They stay, and stay an owner. */
export const FIRST_OWNER = 'owner';

/** Length counts, not kinds of characters (NIST SP 800-63B, section 3.1.1.2). */
export const PASSWORD_LENGTH = { least: 12, most: 128 } as const;
