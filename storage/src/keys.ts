/** Where things are stored. A key is made of ids alone: what a person typed never becomes one (docs/promises.md, P24). */

/** The bytes of an upload. */
export function fileKey(fileId: string): string {
  return `files/${fileId}`;
}

/** The first rows of each sheet as people see them, written by inspection for the server to show. */
export function previewKey(fileId: string): string {
  return `${fileKey(fileId)}.preview.json`;
}

/** An export template. */
export function templateKey(templateId: string): string {
  return `templates/${templateId}`;
}

/** The finished file of an export. */
export function exportKey(jobId: string): string {
  return `exports/${jobId}`;
}
