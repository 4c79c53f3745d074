// Runs before the first paint: the remembered colours, so that nobody is blinded by a white flash.
(() => {
  let scheme = 'auto';
  try {
    scheme = localStorage.getItem('sheetport-colors') || 'auto';
  } catch {
    // Storage is off: follow the system.
  }
  const dark = scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  // zod tries `new Function` once to see whether it may; a strict Content-Security-Policy would report that as an attack.
  globalThis.__zod_globalConfig = { jitless: true };
})();
