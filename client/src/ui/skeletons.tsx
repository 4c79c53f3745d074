import { Skeleton } from '@mantine/core';

/** Shapes of what is coming, so that nothing jumps when it comes. */
export function PageSkeleton() {
  return (
    <div className="page" aria-busy="true">
      <Skeleton height={28} width={220} />
      <Skeleton height={140} radius="md" />
      <LinesSkeleton />
    </div>
  );
}

export function LinesSkeleton({ lines = 4 }: { lines?: number }) {
  return (
    <div className="panel" aria-busy="true" style={{ padding: 14, display: 'grid', gap: 14 }}>
      {Array.from({ length: lines }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={at} height={20} width={`${92 - at * 9}%`} />
      ))}
    </div>
  );
}
