/** XML as Excel writes it: the elements of workbooks without prefix, attributes in double quotes. Others write it otherwise, with the same meaning. */

const MAIN =
  /\sxmlns:([\w.-]+)=(["'])http:\/\/(?:schemas\.openxmlformats\.org\/spreadsheetml\/2006|purl\.oclc\.org\/ooxml\/spreadsheetml)\/main\2/;

/** The same where it is written so already. */
export function toPlainXml(xml: string): string {
  const [declared, prefix] = MAIN.exec(xml.slice(0, 4_000)) ?? [];
  const quoted = / [\w:.-]+='/.test(xml) ? xml.replace(TAG, (tag) => tag.replace(ATTRIBUTE, toDoubleQuotes)) : xml;
  if (declared === undefined || /\sxmlns=/.test(quoted.slice(0, 4_000))) return quoted;
  return quoted.replace(new RegExp(`(</?)${prefix}:`, 'g'), '$1').replace(new RegExp(`(\\sxmlns):${prefix}=`), '$1=');
}

/** A start tag; a `>` within its values is allowed. */
const TAG = /<[A-Za-z_](?:"[^"]*"|'[^']*'|[^"'<>])*>/g;
const ATTRIBUTE = /(\s[\w:.-]+\s*=\s*)(?:"[^"]*"|'([^']*)')/g;

function toDoubleQuotes(attribute: string, name: string, value: string | undefined): string {
  return value === undefined ? attribute : `${name}"${value.replaceAll('"', '&quot;')}"`;
}
