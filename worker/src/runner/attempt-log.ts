import type { EffectiveMapping, Phase, StoredAttempt } from '@sheetport/contract';
import { jsonText } from '@sheetport/core';

/**
 * What one claim has done, phase by phase, and what it worked with. Kept in memory and written along with the job's row, so
 * that it costs no statement of its own and never holds the work up.
 */
export class AttemptLog {
  readonly #phases: NonNullable<StoredAttempt['phases']> = [];
  #effective: EffectiveMapping | undefined;
  #version = 1;
  #written = 0;

  /** A phase begins. `at` is in milliseconds since the claim began; `rows` is what was done before it. */
  enter(phase: Phase, at: number, rows: number): void {
    if (this.#phases.at(-1)?.phase === phase) return;
    this.#phases.push({ phase, at: Math.round(at), rows });
    this.#version++;
  }

  /** What an import reads and where it puts it; of several attempts within a claim, the last. */
  use(effective: EffectiveMapping): void {
    this.#effective = effective;
    this.#version++;
  }

  get phases(): readonly { phase: Phase; at: number }[] {
    return this.#phases;
  }

  /** All of it as JSON, for the row. */
  toText(): string {
    return jsonText({ phases: this.#phases, ...(this.#effective ? { effective: this.#effective } : {}) });
  }

  /** What is not in the row yet; `written` is to be called once it is. */
  unwritten(): { text: string | null; written(): void } {
    const version = this.#version;
    if (version === this.#written) return { text: null, written: () => undefined };
    return {
      text: this.toText(),
      written: () => {
        this.#written = Math.max(this.#written, version);
      },
    };
  }
}
