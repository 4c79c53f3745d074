/**
 * Which screen is shown: the one of the browser's address, as soon as its script is there. Until then the screen before it stays, and
 * after a second a placeholder takes its place.
 */
import { type ComponentType, useSyncExternalStore } from 'react';
import {
  type Address,
  formatAddress,
  type Match,
  matchAddress,
  type Params,
  type Path,
  type Search,
} from './addresses.ts';
import { keepScroll } from './scroll-positions.ts';
import { formatSearch } from './search-text.ts';

interface ScreenSource {
  /** Loads the script and the texts. */
  load(): Promise<ComponentType>;
  /** Asks the service for what the screen shows, while its script is loaded. */
  prepare?(): void;
}

/** What there is of each screen. */
export type ScreenSources = Readonly<Record<Path, ScreenSource>>;

/** What is shown, in which entry of the browser's history. */
export interface Shown {
  pathname: string;
  entry: string;
  /** The page is another than before: its scrolling begins anew, or where it was left. */
  arrived: boolean;
  match: Match | undefined;
  content: { Screen: ComponentType } | { error: unknown } | 'missing' | 'pending';
}

const PENDING_MS = 1000;

let sources: ScreenSources;
const loaded = new Map<Path, ComponentType>();
const loading = new Map<Path, Promise<ComponentType>>();

/** Loads once; what failed is tried again. */
function load(path: Path): Promise<ComponentType> {
  const begun = loading.get(path);
  if (begun) return begun;
  const one = sources[path].load().then((Screen) => {
    loaded.set(path, Screen);
    return Screen;
  });
  one.catch(() => loading.delete(path));
  loading.set(path, one);
  return one;
}

/** Loads what a screen needs before somebody goes there. */
export function preload(path: Path): void {
  if (loaded.has(path)) return;
  load(path).catch(() => undefined);
  sources[path].prepare?.();
}

let shown: Shown = { pathname: '', entry: '', arrived: false, match: undefined, content: 'pending' };
const listeners = new Set<() => void>();

function show(next: Shown): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** A name that no other page has, of this tab and its history. */
const newEntry = (): string => String(performance.timeOrigin + performance.now());

/** The name of this entry of the browser's history. */
function readEntry(): string {
  const state: unknown = history.state;
  return typeof state === 'object' && state && 'entry' in state && typeof state.entry === 'string' ? state.entry : '';
}

let entry = '';
let address = '';
let opened = 0;

/** Shows what the browser's address says. Ends when the screen is shown, or another was asked for. */
export async function openAddress(arrived = true): Promise<void> {
  const mine = ++opened;
  entry = readEntry();
  address = location.pathname + location.search;
  const match = matchAddress(location);
  const next = (content: Shown['content']) => show({ pathname: location.pathname, entry, arrived, match, content });
  if (!match) return next('missing');
  sources[match.to].prepare?.();
  const Screen = loaded.get(match.to);
  if (Screen) return next({ Screen });
  const slow = setTimeout(() => mine === opened && next('pending'), PENDING_MS);
  try {
    const Screen = await load(match.to);
    if (mine === opened) next({ Screen });
  } catch (error) {
    if (mine === opened) next({ error });
  } finally {
    clearTimeout(slow);
  }
}

/** Begins with loading the screen of this address; `openAddress` shows it. */
export function startRouter(screens: ScreenSources): void {
  sources = screens;
  history.scrollRestoration = 'manual';
  if (!readEntry()) history.replaceState({ ...history.state, entry: newEntry() }, '');
  const match = matchAddress(location);
  if (match) load(match.to).catch(() => undefined);
  window.addEventListener('popstate', () => {
    // A link within the page, as the one that skips to its content.
    if (location.pathname + location.search === address) entry = readEntry();
    else {
      keepScroll(entry);
      void openAddress();
    }
  });
  window.addEventListener('pagehide', () => keepScroll(entry));
}

/** Asks for what the screen of this address shows, ahead of the texts that it waits for. */
export function prepareAddress(): void {
  const match = matchAddress(location);
  if (match) sources[match.to].prepare?.();
}

/** Goes to a screen. Ends when it is shown. */
export async function navigate<To extends Path>(to: Address<To>): Promise<void> {
  const href = formatAddress(to);
  keepScroll(entry);
  const state = { entry: newEntry() };
  if (href === location.pathname + location.search) history.replaceState(state, '', href);
  else history.pushState(state, '', href);
  await openAddress();
}

/** Changes what the address remembers of a screen, which stays where it is. Does nothing once the browser's address is another. */
export function changeSearch<To extends Path>(path: To, change: (before: Search<To>) => Search<To>): void {
  const match = matchAddress(location);
  if (match?.to !== path) return;
  const search = formatSearch(change(match.search as Search<To>));
  history.replaceState(history.state, '', location.pathname + search);
  void openAddress(false);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is shown, for what stands around the screens. */
export const useShown = (): Shown => useSyncExternalStore(listen, () => shown);

/** Only the screen of a path may ask what its address says. */
function useMatch(path: Path): Match {
  const { match } = useShown();
  if (match?.to !== path) throw new Error(`Not the address of ${path}: ${match?.to}`);
  return match;
}

/** What stands for the `$names` of this screen's path. */
export const useParams = <To extends Path>(path: To): Params<To> => useMatch(path).params as Params<To>;

/** The search of this screen's address; the same object until it changes. */
export const useSearch = <To extends Path>(path: To): Search<To> => useMatch(path).search as Search<To>;
