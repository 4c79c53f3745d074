/** The screens behind the addresses. Each but the home page is a chunk of its own. */
import { filesQuery, jobsQuery, queryClient, tablesQuery } from '../api/queries.ts';
import { Home } from '../features/home/home.tsx';
import { loadAllTexts } from '../i18n/language.ts';
import type { ScreenSources } from '../routing/router.ts';

/** The home page has its texts already; all others wait for theirs. */
async function withTexts<Module>(screen: Promise<Module>): Promise<Module> {
  const [module] = await Promise.all([screen, loadAllTexts()]);
  return module;
}

export const screens: ScreenSources = {
  '/': {
    load: async () => Home,
    prepare: () => {
      void queryClient.prefetchInfiniteQuery(jobsQuery({}));
      void queryClient.prefetchQuery(tablesQuery);
      void queryClient.prefetchQuery(filesQuery);
    },
  },
  '/import/$fileId': { load: async () => (await withTexts(import('../features/import/import.tsx'))).Import },
  '/jobs': { load: async () => (await withTexts(import('../features/history/history.tsx'))).JobsScreen },
  '/jobs/$jobId': { load: async () => (await withTexts(import('../features/job/job.tsx'))).JobScreen },
  '/batch/jobs': { load: async () => (await withTexts(import('../features/batch/batch-jobs.tsx'))).BatchJobsScreen },
  '/batch': { load: async () => (await withTexts(import('../features/batch/batch.tsx'))).BatchScreen },
  '/tables': { load: async () => (await withTexts(import('../features/tables/tables.tsx'))).TablesScreen },
  '/tables/$tableId': { load: async () => (await withTexts(import('../features/table/table.tsx'))).TableScreen },
  '/tables/$tableId/columns': {
    load: async () => (await withTexts(import('../features/columns/columns.tsx'))).ColumnsScreen,
  },
  '/schedules': { load: async () => (await withTexts(import('../features/schedules/schedules.tsx'))).SchedulesScreen },
  '/feeds': { load: async () => (await withTexts(import('../features/feeds/feeds.tsx'))).FeedsScreen },
  '/people': { load: async () => (await withTexts(import('../features/people/people.tsx'))).PeopleScreen },
  '/people/audit': { load: async () => (await withTexts(import('../features/audit/audit.tsx'))).AuditScreen },
  '/deliveries': {
    load: async () => (await withTexts(import('../features/deliveries/deliveries.tsx'))).DeliveriesScreen,
  },
  '/webhooks': { load: async () => (await withTexts(import('../features/webhooks/webhooks.tsx'))).WebhooksScreen },
  '/webhooks/$webhookId': {
    load: async () => (await withTexts(import('../features/webhooks/webhook.tsx'))).WebhookScreen,
  },
  '/monitor': { load: async () => (await withTexts(import('../features/monitor/monitor.tsx'))).MonitorScreen },
  '/account': { load: async () => (await withTexts(import('../features/account/account.tsx'))).AccountScreen },
};
