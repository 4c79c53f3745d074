import type { QueryClient } from '@tanstack/react-query';
import { signOut } from './api.ts';
import { forgetJobs } from './job-cache.ts';
import { meQuery } from './queries.ts';
import { markSignedIn } from './session-mark.ts';
import { closeLive } from './socket.ts';

/** Sign out, forget what was shown, and begin at the home page. */
export async function leave(client: QueryClient): Promise<void> {
  await signOut().catch(() => undefined);
  markSignedIn(false);
  closeLive();
  forgetJobs();
  client.clear();
  await client.resetQueries({ queryKey: meQuery.queryKey });
  location.assign('/');
}
