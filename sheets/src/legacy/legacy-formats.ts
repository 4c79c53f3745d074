import { Kind } from '../row-sink.ts';
import { type NumberDisplay, readNumberDisplay } from '../xlsx/number-display.ts';
import { classifyFormat, type FormatKind } from '../xlsx/number-format.ts';
import { decodeFormatCode } from './ods-number-formats.ts';

/** Formats that are followed; a workbook with more shows the others as General does. */
const MAX_DISPLAYS = 4_096;

/** What a number format makes of a number: its kind, and which of `displays` shows it, -1 for none. `isText`: it is `@`. */
interface LegacyFormat {
  kind: FormatKind;
  display: number;
  isText: boolean;
  code: string;
}

/** The number formats of a legacy workbook, each read when the first cell that has it comes by. */
export class LegacyFormats {
  /** Grows while cells come by; never changes what it holds. */
  readonly displays: NumberDisplay[] = [];
  private readonly known = new Map<string, LegacyFormat>();

  /** @param format as SheetJS gives it: a format code, or none for General */
  find(format: string | number | undefined): LegacyFormat {
    const code = String(format ?? 'General');
    let found = this.known.get(code);
    if (found === undefined) {
      found = this.read(decodeFormatCode(code));
      this.known.set(code, found);
    }
    return found;
  }

  private read(code: string): LegacyFormat {
    const kind = classifyFormat(code);
    const display = kind === Kind.number && this.displays.length < MAX_DISPLAYS ? readNumberDisplay(code) : null;
    return { kind, display: display === null ? -1 : this.displays.push(display) - 1, isText: code === '@', code };
  }
}
