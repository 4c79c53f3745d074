import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const server = `http://127.0.0.1:${process.env.PORT || 4000}`;

/** Libraries that change seldom and together, so that a new build of ours leaves them in the browser's cache. */
const groups: [name: string, test: RegExp][] = [
  ['react', /node_modules\/(react|react-dom|scheduler)\//],
  ['live', /node_modules\/(socket\.io|engine\.io|@socket\.io)/],
  ['tus', /node_modules\/(tus-js-client|js-base64|url-parse|proper-lockfile|combine-errors)\//],
  ['tanstack', /node_modules\/@tanstack\/(react-)?(query|router|store|history)/],
  ['words', /node_modules\/(i18next|react-i18next)\//],
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

export default defineConfig({
  plugins: [react(), withoutJsonSchema(), compressed()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // A data: URI needs a wider Content-Security-Policy than a file does.
    assetsInlineLimit: 0,
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
