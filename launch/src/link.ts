/** The sign-in link. */

/** Where to point a browser of this machine, when the server listens at `url`. */
export function signInLink(url: string, token: string): string {
  const address = new URL(url);
  // Listening on every address is not an address that one can open.
  if (address.hostname === '0.0.0.0') address.hostname = '127.0.0.1';
  if (address.hostname === '[::]') address.hostname = '[::1]';
  return `${address.origin}/?token=${encodeURIComponent(token)}`;
}
