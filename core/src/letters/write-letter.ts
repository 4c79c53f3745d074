/** Letters to people: plain text, and the same as simple HTML. */

export interface Letter {
  subject: string;
  text: string;
  html: string;
}

/**
 * Write a letter.
 * @param language of its texts (BCP 47), for readers aloud
 * @param before paragraphs before the link, and `after` those after it; plain text
 */
export function writeLetter(
  language: string,
  {
    subject,
    before,
    link,
    after = [],
  }: {
    subject: string;
    before: readonly string[];
    link: { url: string; label: string };
    after?: readonly string[];
  },
): Letter {
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
  return {
    // A line break would begin another header.
    subject: subject.replace(/[\p{Cc}]+/gu, ' '),
    text: `${[...before, link.url, ...after].join('\n\n')}\n`,
    html: [
      `<!doctype html><html lang="${language}"><body style="font-family:sans-serif;line-height:1.5">`,
      ...before.map(paragraph),
      `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`,
      ...after.map(paragraph),
      '</body></html>',
    ].join('\n'),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (one) => ENTITIES[one]!);
}
