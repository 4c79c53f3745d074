import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as contract from '@sheetport/contract';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { compileShapes, type ZodObject } from './compile-shapes.ts';

const server = `http://127.0.0.1:${process.env.PORT || 4000}`;

/** Libraries that change seldom and together, so that a new build of ours leaves them in the browser's cache. */
const groups: [name: string, test: RegExp][] = [
  ['react', /node_modules\/(react|react-dom|scheduler)\//],
  ['live', /node_modules\/(socket\.io|engine\.io|@socket\.io)/],
  ['tus', /node_modules\/(tus-js-client|js-base64|url-parse|proper-lockfile|combine-errors)\//],
  ['query', /node_modules\/@tanstack\/(react-)?query/],
  // The parts of the component library that the home page draws. One file is smaller than ten.
  [
    'mantine',
    /node_modules\/@mantine\/core\/esm\/(core|components\/(Button|ActionIcon|Loader|Skeleton|UnstyledButton|Transition))\//,
  ],
  // A group takes what its files import with them: what is loaded only when it is needed must not be matched.
  [
    'home',
    /client\/src\/(routing\/(?!filter)|app\/(shell|screens|theme|offline-banner|error-boundary|not-found|settings-button)|features\/(home\/|upload\/(?!error-message))|features\/(history\/job-list|tables\/(table-(list|badges|groups)|group-tables))|ui\/(alert|clock|empty|error-panel|format|job-labels|links|link-button|logo|progress-bar|skeletons|state-badge|title|waiting)\b|i18n\/[a-z-]+\.ts$|api\/(api|queries|query-keys|job-cache|connection-status|socket|session-mark|random-id|shapes|started-dry-runs|use-may)\.ts$)/,
  ],
  ['zod', /node_modules\/zod\//],
];

/** A shorter copy beside each text, made once here instead of by the server for every reader. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue;
        const bytes = readFileSync(join(dir, name));
        // Below a packet's size there is nothing to win.
        if (bytes.length < 1400) continue;
        writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes));
      }
    },
  };
}

/**
 * zod can turn its objects into JSON Schema. Only the service does, and each class of zod refers to that code: the page gets empty
 * functions instead of it.
 */
function withoutJsonSchema(): Plugin {
  return {
    name: 'without-json-schema',
    apply: 'build',
    load(id) {
      if (!/zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/.test(id)) return null;
      const names = [...readFileSync(id, 'utf8').matchAll(/^export (?:const|function) (\w+)/gm)].map(
        (found) => found[1],
      );
      return names.map((name) => `export const ${name} = () => undefined;`).join('\n');
    },
  };
}

/** `api/shapes.ts` and `api/page-shapes.ts` export zod objects of the contract; in the build they are code without zod. */
function withCompiledShapes(): Plugin {
  return {
    name: 'with-compiled-shapes',
    apply: 'build',
    load(id) {
      if (!/\/src\/api\/(people-)?shapes\.ts$/.test(id)) return null;
      const names = [...readFileSync(id, 'utf8').matchAll(/^ {2}(\w+),$/gm)].map(([, name]) => name as string);
      const schemas = contract as unknown as Record<string, ZodObject>;
      return compileShapes(Object.fromEntries(names.map((name) => [name, schemas[name] as ZodObject])));
    },
  };
}

export default defineConfig({
  plugins: [react(), withCompiledShapes(), withoutJsonSchema(), compressed()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // A data: URI needs a wider Content-Security-Policy than a file does.
    assetsInlineLimit: 0,
    // All browsers of this target preload modules by themselves. What the script of a lazy page imports in turn is left to the browser: the
    // names of all these files took 3 kB of the home page.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (page, imports, { hostType }) =>
        hostType === 'html' ? imports : imports.filter((one) => one === page),
    },
    rolldownOptions: {
      output: { codeSplitting: { groups: groups.map(([name, test]) => ({ name, test })) } },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/metrics': server,
      '/socket.io': { target: server, ws: true },
    },
  },
});
