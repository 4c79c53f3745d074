/** Whether the service answers, and when it last did. Fed by every fetch and by the socket; read by the offline banner. */

export interface Contact {
  /** False while the last attempt to reach the service failed. */
  reached: boolean;
  /** When anything last came from the service, in this machine's milliseconds. */
  heardAt: number;
}

let contact: Contact = { reached: true, heardAt: Date.now() };
let socketUp: boolean | null = null;
let fetchUp = true;
const listeners = new Set<() => void>();

function settle(heard: boolean): void {
  const reached = fetchUp && socketUp !== false;
  const heardAt = heard ? Date.now() : contact.heardAt;
  const changed = reached !== contact.reached;
  contact = { reached, heardAt };
  // Being heard again while all is well happens many times a second; only a change of fortune is worth a render.
  if (changed) for (const listener of listeners) listener();
}

export function fetchAnswered(): void {
  fetchUp = true;
  settle(true);
}

export function fetchFailed(): void {
  fetchUp = false;
  settle(false);
}

export function socketAnswered(): void {
  socketUp = true;
  settle(true);
}

/** The socket is up: what a fetch could not reach a moment ago can be reached now. */
export function socketOpened(): void {
  fetchUp = true;
  socketAnswered();
}

export function socketLost(): void {
  socketUp = false;
  settle(false);
}

/** A socket closed on purpose (signed out) is not a loss. */
export function socketClosed(): void {
  socketUp = null;
  settle(false);
}

export function readContact(): Contact {
  return contact;
}

export function onContact(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
