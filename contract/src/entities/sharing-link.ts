/** Sharing links of online sheets, which answer a web page, and the links of the same services that answer the file. */

/**
 * What is read where a person names a sharing link of Google Sheets, Google Drive, Excel for the web (OneDrive, SharePoint) or Dropbox. Nothing is
 * asked of the service: the link must be open to anyone who has it. Another address is left alone, as is one that answers the file already.
 * @param address an http(s) address
 * @param isWorkbook the whole workbook is wanted, not the one sheet that a link to Google Sheets shows
 * @returns null where the address is read as it is
 */
export function findFileLink(address: string, isWorkbook: boolean): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username !== '' || url.port !== '') return null;
  const { hostname } = url;
  if (hostname === 'docs.google.com') return ofGoogleSheets(url, isWorkbook);
  if (hostname === 'drive.google.com') return ofGoogleDrive(url);
  if (hostname === 'dropbox.com' || hostname === 'www.dropbox.com') return ofDropbox(url);
  if (hostname === '1drv.ms') return withDownload(url, /^\/[a-z]\//);
  if (hostname === 'onedrive.live.com') return ofOneDrive(url);
  if (/^[a-z0-9-]+\.sharepoint\.(com|cn|de|us)$/.test(hostname)) return ofSharePoint(url);
  return null;
}

/** `…/d/ID/edit#gid=N` → its sheet as csv, or the workbook; what is published to the web has addresses of its own. */
function ofGoogleSheets({ pathname, searchParams, hash, origin }: URL, isWorkbook: boolean): string | null {
  const [, id, page] =
    /^(?:\/a\/[^/]+)?\/spreadsheets(?:\/u\/\d+)?\/d\/((?:e\/)?[\w-]+)(?:\/([a-z]*))?\/?$/.exec(pathname) ?? [];
  if (id === undefined) return null;
  const gid =
    /(?:^#|[#&])gid=(\d{1,20})(?:&|$)/.exec(hash)?.[1] ?? /^\d{1,20}$/.exec(searchParams.get('gid') ?? '')?.[0];
  const isSheet = gid !== undefined && !isWorkbook;
  const query = new URLSearchParams();
  const isPublished = id.startsWith('e/');
  if (isPublished ? page !== 'pubhtml' : !GOOGLE_PAGES.has(page ?? '')) return null;
  query.set(isPublished ? 'output' : 'format', isSheet ? 'csv' : 'xlsx');
  if (isSheet) query.set('gid', gid);
  if (isSheet && isPublished) query.set('single', 'true');
  const key = searchParams.get('resourcekey');
  if (key !== null) query.set('resourcekey', key);
  return `${origin}/spreadsheets/d/${id}/${isPublished ? 'pub' : 'export'}?${query}`;
}

const GOOGLE_PAGES: ReadonlySet<string> = new Set(['', 'edit', 'view', 'preview', 'htmlview', 'copy']);

/** `/file/d/ID/view` → the file. */
function ofGoogleDrive({ pathname, searchParams, origin }: URL): string | null {
  const [, inPath] = /^\/file(?:\/u\/\d+)?\/d\/([\w-]+)(?:\/(?:view|edit|preview))?\/?$/.exec(pathname) ?? [];
  const id = inPath ?? (pathname === '/open' ? /^[\w-]+$/.exec(searchParams.get('id') ?? '')?.[0] : undefined);
  if (id === undefined) return null;
  const key = searchParams.get('resourcekey');
  return `${origin}/uc?${new URLSearchParams({ export: 'download', id, ...(key !== null && { resourcekey: key }) })}`;
}

/** A link to one file, with `dl=0` or without → `dl=1`. One to a folder would answer a zip. */
function ofDropbox(url: URL): string | null {
  const { pathname, searchParams } = url;
  if (!/^\/(?:s|scl\/fi)\//.test(pathname) || searchParams.get('dl') === '1' || searchParams.get('raw') === '1')
    return null;
  return withQuery(url, 'dl', '1');
}

/** `edit.aspx?resid=…`, `redir?resid=…`, `view.aspx?…`, `embed?…` → `download?…` */
function ofOneDrive(url: URL): string | null {
  if (!/^\/(?:edit|view|redir|embed)(?:\.aspx)?$/i.test(url.pathname) || !url.searchParams.has('resid'))
    return withDownload(url, /^\/:x:\//);
  const file = new URL(url);
  file.pathname = '/download';
  file.hash = '';
  return file.href;
}

/** `/:x:/g/…` → with `download=1`; the page that edits a document → what downloads it. */
function ofSharePoint(url: URL): string | null {
  const { pathname, searchParams, origin } = url;
  const [, site] = /^((?:\/[\w.~%-]+)*)\/_layouts\/15\/(?:Doc|WopiFrame)\.aspx$/i.exec(pathname) ?? [];
  const document = /^\{?([\da-f-]{36})\}?$/i.exec(searchParams.get('sourcedoc') ?? '')?.[1];
  if (site !== undefined && document !== undefined)
    return `${origin}${site}/_layouts/15/download.aspx?UniqueId=${document}`;
  return withDownload(url, /^\/:[xu]:\//);
}

function withDownload(url: URL, path: RegExp): string | null {
  if (!path.test(url.pathname) || url.searchParams.get('download') === '1') return null;
  return withQuery(url, 'download', '1');
}

/** The rest of the query stays as it was written: some services read it letter by letter. */
function withQuery({ origin, pathname, search }: URL, name: string, value: string): string {
  const rest = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && part.split('=')[0] !== name);
  return `${origin}${pathname}?${[...rest, `${name}=${value}`].join('&')}`;
}
