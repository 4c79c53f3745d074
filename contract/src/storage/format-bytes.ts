/** A number of bytes as people write it. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let power = 0;
  // As it will be rounded: a byte less than 1 MiB is no "1024.0 KiB".
  const rounded = () => Number((bytes / 1024 ** power).toFixed(1));
  while (power < units.length - 1 && rounded() >= 1024) power++;
  const value = bytes / 1024 ** power;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[power]}`;
}
