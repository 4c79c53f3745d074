/**
 * The page at /api/docs: it draws /api/openapi.json, and loads nothing from elsewhere.
 * Not @scalar/fastify-api-reference: its engines ask for Node 22, and this service runs on Node 20.
 */
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
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; padding: 1rem; background: Canvas; color: CanvasText; }
main { max-width: 60rem; margin: 0 auto; }
details { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; margin: .4rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
summary:focus-visible { outline: 2px solid Highlight; }
code, pre { font: 14px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .6rem; background: color-mix(in srgb, currentColor 7%, transparent); border-radius: 4px; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
a { color: #0b57d0; } @media (prefers-color-scheme: dark) { a { color: #9ecaff; } }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; }
`;

export const DOCS_SCRIPT = `
'use strict';
const main = document.getElementById('main');
const make = (tag, text, parent) => { const node = document.createElement(tag); if (text != null) node.textContent = text; (parent || main).append(node); return node; };
let api;
const mediaOf = (part) => part && part.content && Object.values(part.content)[0];
const resolve = (part) => part && part.$ref ? part.$ref.slice(2).split('/').reduce((inner, name) => inner[name], api) : part;
const nameOf = (schema) => schema && schema.$ref ? schema.$ref.split('/').pop() : undefined;
const exampleOf = (media) => { const first = media && media.examples && resolve(Object.values(media.examples)[0]); return first && first.value; };
const link = (to, text, parent) => { const node = make('a', text, parent); node.href = '#' + to; return node; };
function drawShape(media, parent) {
  const name = nameOf(media.schema);
  if (name) link('schema-' + name, name, make('p', null, parent));
  const example = exampleOf(media);
  if (!name || example !== undefined) make('pre', JSON.stringify(example === undefined ? media.schema : example, null, 2), parent);
}
function curl(method, path, call) {
  const parts = ['curl', "-H 'Authorization: Bearer '$TOKEN"];
  if (method === 'head') parts.push('-I');
  else if (method !== 'get') parts.push('-X ' + method.toUpperCase());
  const example = exampleOf(mediaOf(call.requestBody));
  if (call.requestBody && call.requestBody.content['multipart/form-data']) parts.push('-F file=@book.xlsx');
  else if (example !== undefined) parts.push("-H 'Content-Type: application/json'", "-d '" + JSON.stringify(example) + "'");
  parts.push("'" + location.origin + path + "'");
  return parts.join(' ');
}
function drawCall(method, path, call) {
  const box = make('details');
  box.id = method + '-' + path.replace(/[^a-z]+/gi, '-');
  const head = make('summary', null, box);
  make('span', method.toUpperCase(), head).className = 'method';
  make('code', path, head);
  make('span', '  ' + (call.summary || ''), head);
  make('p', call.description, box);
  if (call.parameters && call.parameters.length) {
    make('h3', 'Parameters', box);
    const table = make('table', null, box);
    for (const parameter of call.parameters) {
      const row = make('tr', null, table);
      make('code', parameter.name + (parameter.required ? ' *' : ''), make('td', null, row));
      make('td', parameter.in, row);
      make('td', parameter.description, row);
      const schema = parameter.schema || mediaOf(parameter).schema;
      const cell = make('td', null, row);
      if (nameOf(schema)) link('schema-' + nameOf(schema), nameOf(schema), cell);
      else make('code', JSON.stringify(schema), cell);
    }
  }
  const body = mediaOf(call.requestBody);
  if (body) { make('h3', 'Body', box); drawShape(body, box); }
  const codes = make('p');
  for (const [status, reference] of Object.entries(call.responses)) {
    const answer = resolve(reference);
    const media = mediaOf(answer);
    if (status >= 400 && answer.content && answer.content['application/problem+json']) {
      for (const code of Object.keys(media.examples)) { link('error-' + code, status + ' ' + code, codes); make('span', '  ', codes); }
      continue;
    }
    make('h3', 'Answer ' + status, box);
    make('p', answer.description, box);
    if (media && nameOf(media.schema)) drawShape(media, box);
    else if (answer.content) make('code', Object.keys(answer.content).join(', '), box);
  }
  make('h3', 'Errors', box);
  box.append(codes);
  make('h3', 'Try', box);
  make('pre', curl(method, path, call), box);
}
fetch('/api/openapi.json').then((answer) => answer.json()).then((loaded) => {
  api = loaded;
  main.textContent = '';
  make('h1', api.info.title + ': HTTP calls');
  make('p', api.info.description);
  make('a', 'This description as OpenAPI 3.1', make('p')).href = '/api/openapi.json';
  make('a', 'The Socket.IO events as AsyncAPI 3', make('p')).href = '/api/asyncapi.json';
  const groups = new Map();
  for (const [path, calls] of Object.entries(api.paths)) for (const [method, call] of Object.entries(calls)) {
    const tag = (call.tags || ['Other'])[0];
    if (!groups.has(tag)) groups.set(tag, []);
    groups.get(tag).push([method, path, call]);
  }
  for (const [tag, calls] of groups) { make('h2', tag); for (const one of calls) drawCall(...one); }
  make('h2', 'Schemas');
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    const box = make('details');
    box.id = 'schema-' + name;
    make('code', name, make('summary', null, box));
    make('p', schema.description, box);
    make('pre', JSON.stringify(schema, null, 2), box);
  }
  make('h2', 'Errors');
  const table = make('table');
  for (const [code, row] of Object.entries(api['x-errors'])) {
    const line = make('tr', null, table);
    line.id = 'error-' + code;
    make('code', code, make('td', null, line));
    make('td', String(row.status), line);
    make('td', row.title + '. ' + row.message, line);
  }
  const show = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.tagName === 'DETAILS') target.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', show);
  show();
}, () => { main.lastElementChild.textContent = 'The description could not be loaded. Reload the page.'; });
`;
