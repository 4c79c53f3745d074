import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { signIn } from './api/api.ts';
import { meQuery, queryClient } from './api/queries.ts';
import { screens } from './app/screens.ts';
import { Shell } from './app/shell.tsx';
import { makeTheme } from './app/theme.ts';
import { startLanguage } from './i18n/language.ts';
import { useTranslation } from './i18n/use-translation.ts';
import { openAddress, prepareAddress, startRouter } from './routing/router.ts';
import { ToastsOnDemand } from './ui/toasts-on-demand.tsx';
import './styles.css';

/** The same name as in public/before-paint.js. */
const colors = localStorageColorSchemeManager({ key: 'sheetport-colors' });

/** Signs in with the token of the address, and removes it from there: nobody can read it over a shoulder. */
async function signInByLink(): Promise<void> {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (!token) return;
  address.searchParams.delete('token');
  history.replaceState(history.state, '', address);
  await signIn({ token }).catch(() => undefined);
}

// What is needed next is asked for at once; the page begins without it.
const texts = startLanguage();
startRouter(screens);
// Before a link has signed somebody in, nothing would be answered.
if (!new URLSearchParams(location.search).has('token')) {
  void queryClient.prefetchQuery(meQuery);
  prepareAddress();
}
await Promise.all([texts, signInByLink()]);
void openAddress();

/** The page with its theme, whose labels follow the language. */
function App() {
  const { t } = useTranslation();
  const close = t('action.close');
  const theme = useMemo(() => makeTheme(close), [close]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colors}>
      <QueryClientProvider client={queryClient}>
        <Shell />
        <ToastsOnDemand />
      </QueryClientProvider>
    </MantineProvider>
  );
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
