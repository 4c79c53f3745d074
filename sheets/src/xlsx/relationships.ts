import { SheetError } from '../errors.ts';
import { MAX_RELATIONSHIPS } from '../limits.ts';
import { readElements } from '../xml/elements.ts';
import { partKey } from '../zip/central-directory.ts';

/** A relationship of a part (ECMA-376 part 2 §6.5). */
export interface Relationship {
  readonly id: string;
  /** The last segment of the type's URI, e.g. `worksheet`: the same in the transitional and the strict namespaces. */
  readonly type: string;
  /** The target as a key of `Zip.entries`, or null where it lies outside the package. */
  readonly target: string | null;
}

/** Where the relationships of a part are kept: `xl/workbook.xml` has them in `xl/_rels/workbook.xml.rels`. */
export function relationshipsPart(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

/** Reads a .rels part; `source` is the key of the part that it belongs to, against which targets are resolved. Throws SheetError: too_many_entries, and as `readElements`. */
export function readRelationships(xml: string, source: string): Relationship[] {
  const found: Relationship[] = [];
  for (const { name, attributes } of readElements(xml)) {
    if (name !== 'Relationship') continue;
    if (found.length >= MAX_RELATIONSHIPS) {
      throw new SheetError('too_many_entries', 'The workbook refers to more parts than any spreadsheet.', {
        limit: MAX_RELATIONSHIPS,
      });
    }
    const type = attributes.get('Type') ?? '';
    const external = attributes.get('TargetMode')?.toLowerCase() === 'external';
    found.push({
      id: attributes.get('Id') ?? '',
      type: type.slice(type.lastIndexOf('/') + 1),
      target: external ? null : resolveTarget(attributes.get('Target') ?? '', source),
    });
  }
  return found;
}

/** Resolves a target, absolute or relative, with `.` and `..`. It only ever names an entry of the zip, never a path on disk. */
function resolveTarget(target: string, source: string): string {
  let name = target.replaceAll('\\', '/').replace(/[?#].*$/s, '');
  try {
    name = decodeURIComponent(name);
  } catch {
    // Not percent-encoded after all.
  }
  const segments = name.startsWith('/') ? [] : source.split('/').slice(0, -1);
  for (const segment of name.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '.' && segment !== '') segments.push(segment);
  }
  return partKey(segments.join('/'));
}
