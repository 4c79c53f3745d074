/**
 * The search part of an address, as `?sheet=1&batch=["…"]`. A value that is JSON stands for what it says, any other for its own text; a
 * text that would read as JSON is written in quotation marks.
 */

function readJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** @param text `location.search`; a name that stands twice has all its values. Never throws. */
export function parseSearch(text: string): Record<string, unknown> {
  const params = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(params.keys())].map((name) => {
      const values = params.getAll(name).map((value) => {
        const read = readJson(value);
        return read ? read.value : value;
      });
      return [name, values.length > 1 ? values : values[0]];
    }),
  );
}

/** @returns with its `?`, or nothing where no field has a value */
export function formatSearch(search: object): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (value !== undefined)
      params.set(name, typeof value === 'string' && !readJson(value) ? value : JSON.stringify(value));
  const text = params.toString();
  return text && `?${text}`;
}
