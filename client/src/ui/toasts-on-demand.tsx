import { notificationsStore } from '@mantine/notifications';
import { lazy, Suspense, useEffect, useState } from 'react';

const Toasts = lazy(() => import('./toasts.tsx'));

/** Short messages in the corner. What draws them is loaded with the first one. */
export function ToastsOnDemand() {
  const [needed, setNeeded] = useState(false);
  useEffect(() => notificationsStore.subscribe(() => setNeeded(true)), []);
  return (
    needed && (
      <Suspense>
        <Toasts />
      </Suspense>
    )
  );
}
