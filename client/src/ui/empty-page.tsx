import type { ComponentProps } from 'react';
import { Empty } from './empty.tsx';

/** A page that has nothing to show but why, and what to do next. */
export function EmptyPage(props: Omit<ComponentProps<typeof Empty>, 'isPage'>) {
  return (
    <div className="page">
      <div className="panel">
        <Empty isPage {...props} />
      </div>
    </div>
  );
}
