/** The page at /api/docs: it draws /api/openapi.json, and loads nothing from elsewhere. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Sheetport: HTTP calls</title><link rel="stylesheet" href="/api/docs/page.css">
</head>
<body><main id="main"><h1>Sheetport: HTTP calls</h1><p>Loading…</p></main><script src="/api/docs/page.js"></script></body>
</html>
`;

export const DOCS_STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 1rem; }
main { max-width: 60rem; margin: 0 auto; }
details { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; margin: .4rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
summary:focus-visible { outline: 2px solid Highlight; }
code, pre { font: 14px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .6rem; background: color-mix(in srgb, currentColor 7%, transparent); border-radius: 4px; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; }
`;

export const DOCS_SCRIPT = `
'use strict';
const main = document.getElementById('main');
const make = (tag, text, parent) => { const node = document.createElement(tag); if (text != null) node.textContent = text; (parent || main).append(node); return node; };
const schemaOf = (part) => part && part.content && Object.values(part.content)[0] && Object.values(part.content)[0].schema;
function sample(schema, depth) {
  if (!schema || depth > 3) return null;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  const one = schema.anyOf || schema.oneOf || schema.allOf;
  if (one) return sample(one[0], depth + 1);
  if (schema.type === 'object') return Object.fromEntries(Object.entries(schema.properties || {}).filter(([name]) => (schema.required || []).includes(name)).map(([name, inner]) => [name, sample(inner, depth + 1)]));
  if (schema.type === 'array') return [sample(schema.items, depth + 1)];
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  if (schema.type === 'boolean') return true;
  return schema.format === 'uuid' ? '<id>' : 'text';
}
function curl(method, path, call) {
  const parts = ['curl', "-H 'Authorization: Bearer '$TOKEN"];
  if (method !== 'get') parts.push('-X ' + method.toUpperCase());
  const body = schemaOf(call.requestBody);
  if (path === '/api/files' && method === 'post') parts.push('-F file=@book.xlsx');
  else if (body) parts.push("-H 'Content-Type: application/json'", "-d '" + JSON.stringify(sample(body, 0)) + "'");
  parts.push(location.origin + path);
  return parts.join(' ');
}
function drawCall(method, path, call) {
  const box = make('details');
  box.id = method + '-' + path.replace(/[^a-z]+/gi, '-');
  const head = make('summary', null, box);
  make('span', method.toUpperCase(), head).className = 'method';
  make('code', path, head);
  make('span', '  ' + (call.summary || ''), head);
  if (call.parameters && call.parameters.length) {
    make('h3', 'Parameters', box);
    const table = make('table', null, box);
    for (const parameter of call.parameters) {
      const row = make('tr', null, table);
      make('code', parameter.name + (parameter.required ? ' *' : ''), make('td', null, row));
      make('td', parameter.in, row);
      make('code', JSON.stringify(parameter.schema), make('td', null, row));
    }
  }
  const body = schemaOf(call.requestBody);
  if (body) { make('h3', 'Body', box); make('pre', JSON.stringify(body, null, 2), box); }
  for (const [status, answer] of Object.entries(call.responses || {})) {
    const schema = schemaOf(answer);
    if (status === 'default' || !schema) continue;
    make('h3', 'Answer ' + status, box);
    make('pre', JSON.stringify(schema, null, 2), box);
  }
  make('h3', 'Try', box);
  make('pre', curl(method, path, call), box);
}
fetch('/api/openapi.json').then((answer) => answer.json()).then((api) => {
  main.textContent = '';
  make('h1', api.info.title + ': HTTP calls');
  make('p', api.info.description);
  make('a', 'This description as OpenAPI 3.1', make('p')).href = '/api/openapi.json';
  const groups = new Map();
  for (const [path, calls] of Object.entries(api.paths)) for (const [method, call] of Object.entries(calls)) {
    const tag = (call.tags || ['Other'])[0];
    if (!groups.has(tag)) groups.set(tag, []);
    groups.get(tag).push([method, path, call]);
  }
  for (const [tag, calls] of groups) { make('h2', tag); for (const one of calls) drawCall(...one); }
  make('h2', 'Errors');
  const table = make('table');
  for (const [code, row] of Object.entries(api['x-errors'])) {
    const line = make('tr', null, table);
    line.id = 'error-' + code;
    make('code', code, make('td', null, line));
    make('td', String(row.status), line);
    make('td', row.title + '. ' + row.message, line);
  }
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}, () => { main.lastElementChild.textContent = 'The description could not be loaded. Reload the page.'; });
`;
