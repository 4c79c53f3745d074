/** Whether a URL needs authentication: all under /api, and /metrics; the web client is public. */
export function isGuarded(url: string): boolean {
  return /^\/(api|metrics)(\/|$)/i.test(url);
}
