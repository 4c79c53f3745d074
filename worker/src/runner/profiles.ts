import { Pause } from '@sheetport/sheets';

interface Profile {
  pause: Pause;
  onPause(isPaused: boolean): void;
}

/**
 * Profiles of files, which give way to imports of the same file in this process: otherwise both would read it at once on the same cores,
 * and somebody waits for the import. What a first look finds does not wait.
 */
export class Profiles {
  readonly #open = new Map<string, Set<Profile>>();
  readonly #imports = new Map<string, number>();

  /** A profile begins. `onPause` is told when it waits and when it goes on. */
  open(fileId: string, onPause: Profile['onPause']): { flag: Int32Array; close(): void } {
    const profile = { pause: new Pause(), onPause };
    const profiles = this.#open.get(fileId) ?? new Set();
    this.#open.set(fileId, profiles.add(profile));
    if (this.#imports.has(fileId)) setPaused(profile, true);
    return {
      flag: profile.pause.flag,
      close: () => {
        profiles.delete(profile);
        if (profiles.size === 0) this.#open.delete(fileId);
      },
    };
  }

  /** An import reads the rows of a file, until the result is called. */
  giveWay(fileId: string): () => void {
    this.#count(fileId, 1);
    let isOver = false;
    return () => {
      if (!isOver) this.#count(fileId, -1);
      isOver = true;
    };
  }

  #count(fileId: string, change: number): void {
    const before = this.#imports.get(fileId) ?? 0;
    const now = before + change;
    if (now > 0) this.#imports.set(fileId, now);
    else this.#imports.delete(fileId);
    if (before > 0 !== now > 0) for (const profile of this.#open.get(fileId) ?? []) setPaused(profile, now > 0);
  }
}

function setPaused({ pause, onPause }: Profile, isPaused: boolean): void {
  pause.set(isPaused);
  onPause(isPaused);
}
