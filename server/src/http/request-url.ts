/** The parts of a request's address. Whatever was sent, this does not throw, and no other host comes of it. */
export function requestUrl(requestUrl: string): URL {
  return new URL(requestUrl.startsWith('/') ? `http://here${requestUrl}` : 'http://here/');
}
