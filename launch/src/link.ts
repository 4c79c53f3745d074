/** The link that a person opens. */

/** Where to point a browser of this machine, when the server listens at `url`. */
export function signInLink(url: string, token: string): string {
  const place = new URL(url);
  // Listening on every address is not an address that one can open.
  if (place.hostname === '0.0.0.0') place.hostname = '127.0.0.1';
  if (place.hostname === '[::]') place.hostname = '[::1]';
  return `${place.origin}/?token=${encodeURIComponent(token)}`;
}
