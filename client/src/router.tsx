/** Addresses and the screens behind them. Each screen is a chunk of its own. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { NotFound } from './parts/not-found.tsx';
import { PageFault } from './parts/page-fault.tsx';
import { Shell } from './parts/shell.tsx';
import { PageSkeleton } from './parts/waiting.tsx';
import { readImportSearch, readJobsSearch, readLotSearch, readTableSearch, readTogetherSearch } from './search.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFault });

export const homeRoute = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/home/home.tsx'), 'Home'),
});

export const importRoute = createRoute({
  getParentRoute: () => root,
  path: '/import/$fileId',
  validateSearch: readImportSearch,
  component: lazyRouteComponent(() => import('./screens/import/import.tsx'), 'Import'),
});

export const jobsRoute = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  validateSearch: readJobsSearch,
  component: lazyRouteComponent(() => import('./screens/jobs/jobs.tsx'), 'JobsScreen'),
});

export const jobRoute = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$jobId',
  component: lazyRouteComponent(() => import('./screens/job/job.tsx'), 'JobScreen'),
});

export const togetherRoute = createRoute({
  getParentRoute: () => root,
  path: '/together',
  validateSearch: readTogetherSearch,
  component: lazyRouteComponent(() => import('./screens/together/together.tsx'), 'TogetherScreen'),
});

export const lotRoute = createRoute({
  getParentRoute: () => root,
  path: '/lot',
  validateSearch: readLotSearch,
  component: lazyRouteComponent(() => import('./screens/lot/lot.tsx'), 'LotScreen'),
});

export const tablesRoute = createRoute({
  getParentRoute: () => root,
  path: '/tables',
  component: lazyRouteComponent(() => import('./screens/tables/tables.tsx'), 'TablesScreen'),
});

export const tableRoute = createRoute({
  getParentRoute: () => root,
  path: '/tables/$tableId',
  validateSearch: readTableSearch,
  component: lazyRouteComponent(() => import('./screens/table/table.tsx'), 'TableScreen'),
});

export const columnsRoute = createRoute({
  getParentRoute: () => root,
  path: '/tables/$tableId/columns',
  component: lazyRouteComponent(() => import('./screens/columns/columns.tsx'), 'ColumnsScreen'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    homeRoute,
    importRoute,
    jobsRoute,
    jobRoute,
    togetherRoute,
    lotRoute,
    tablesRoute,
    tableRoute,
    columnsRoute,
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: PageFault,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
