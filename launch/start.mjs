/** `npm start` and `npm run dev`: works on a fresh clone, and says what it does. */
import { checkNode, prepare } from './prepare.mjs';

checkNode();
await prepare();
const { main } = await import('./dist/main.js');
await main({ dev: process.argv.includes('--dev') });
