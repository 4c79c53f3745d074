/** Addresses and the screens behind them. Each screen is a chunk of its own. */
import type { JobsFilter } from '@sheetport/contract';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import type { TableSearch } from '../api/filter-params.ts';
import { filesQuery, jobsQuery, queryClient, tablesQuery } from '../api/queries.ts';
import { readBatchJobsSearch, readBatchSearch, readImportSearch } from '../api/search-params.ts';
import { loadAllTexts } from '../i18n/language.ts';
import { PageSkeleton } from '../ui/skeletons.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Shell,
  // The home page has its texts already.
  beforeLoad: ({ location }) => (location.pathname === '/' ? undefined : loadAllTexts()),
  notFoundComponent: NotFound,
  errorComponent: ErrorBoundary,
});

export const homeRoute = createRoute({
  getParentRoute: () => root,
  path: '/',
  // Asked for while the script of the page is still loaded.
  loader: () => {
    void queryClient.prefetchInfiniteQuery(jobsQuery({}));
    void queryClient.prefetchQuery(tablesQuery);
    void queryClient.prefetchQuery(filesQuery);
  },
  component: lazyRouteComponent(() => import('../features/home/home.tsx'), 'Home'),
});

export const importRoute = createRoute({
  getParentRoute: () => root,
  path: '/import/$fileId',
  validateSearch: readImportSearch,
  component: lazyRouteComponent(() => import('../features/import/import.tsx'), 'Import'),
});

export const jobsRoute = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  // Read by the screen, which has the schemas: `readJobsSearch`.
  validateSearch: (search): { [Name in keyof JobsFilter]: unknown } => search,
  component: lazyRouteComponent(() => import('../features/history/history.tsx'), 'JobsScreen'),
});

export const jobRoute = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$jobId',
  component: lazyRouteComponent(() => import('../features/job/job.tsx'), 'JobScreen'),
});

export const batchJobsRoute = createRoute({
  getParentRoute: () => root,
  path: '/batch/jobs',
  validateSearch: readBatchJobsSearch,
  component: lazyRouteComponent(() => import('../features/batch/batch-jobs.tsx'), 'BatchJobsScreen'),
});

export const batchRoute = createRoute({
  getParentRoute: () => root,
  path: '/batch',
  validateSearch: readBatchSearch,
  component: lazyRouteComponent(() => import('../features/batch/batch.tsx'), 'BatchScreen'),
});

export const tablesRoute = createRoute({
  getParentRoute: () => root,
  path: '/tables',
  component: lazyRouteComponent(() => import('../features/tables/tables.tsx'), 'TablesScreen'),
});

export const tableRoute = createRoute({
  getParentRoute: () => root,
  path: '/tables/$tableId',
  // Read by the screen: `readTableSearch`.
  validateSearch: (search): { [Name in keyof TableSearch]: unknown } => search,
  component: lazyRouteComponent(() => import('../features/table/table.tsx'), 'TableScreen'),
});

export const columnsRoute = createRoute({
  getParentRoute: () => root,
  path: '/tables/$tableId/columns',
  component: lazyRouteComponent(() => import('../features/columns/columns.tsx'), 'ColumnsScreen'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    homeRoute,
    importRoute,
    jobsRoute,
    jobRoute,
    batchJobsRoute,
    batchRoute,
    tablesRoute,
    tableRoute,
    columnsRoute,
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: ErrorBoundary,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
