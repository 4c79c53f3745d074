/** The token in what somebody pasted: the token itself, or the whole link that carries it. */
export function tokenIn(text: string): string {
  const carried = /[?&]token=([^&#\s]+)/.exec(text)?.[1];
  return carried ? decodeURIComponent(carried) : text.trim();
}
