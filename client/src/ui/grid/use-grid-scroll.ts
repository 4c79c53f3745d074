import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type ColumnLayout, leftFor } from './column-layout.ts';
import { HEAD } from './grid-head.tsx';
import type { Cell } from './grid-navigation.ts';
import { isStuck, type ScrollPosition, type ScrollScale, scaleOf, scrolled, scrollTo, settle } from './scroll-scale.ts';

/** Height of a row, in pixels. */
export const ROW = 34;
/** Scrolling has ended when nothing moved for so long. */
const REST_MS = 140;

export interface GridScroll {
  scale: ScrollScale;
  at: ScrollPosition;
  left: number;
  /** What is seen of the rows and columns, in pixels. */
  view: { width: number; height: number };
  onScroll: () => void;
  /** Scroll until a cell is seen. */
  reveal: (cell: Cell) => void;
}

/** Where a grid is scrolled to, however many rows it has. */
export function useGridScroll(
  scroller: RefObject<HTMLDivElement | null>,
  rowCount: number,
  layout: ColumnLayout,
  gutter: number,
): GridScroll {
  const [view, setView] = useState({ width: 0, height: 0 });
  const [state, setState] = useState({ at: { top: 0, bar: 0 }, left: 0 });
  const scale = scaleOf(rowCount * ROW, view.height);
  const latest = useRef({ scale, at: state.at });
  latest.current.scale = scale;
  const rest = useRef<number>(undefined);

  const put = useCallback(
    (at: ScrollPosition) => {
      latest.current.at = at;
      const element = scroller.current;
      if (element && Math.abs(element.scrollTop - at.bar) >= 1) element.scrollTop = at.bar;
      setState((before) => ({ ...before, at }));
    },
    [scroller],
  );
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const next = { width: element.clientWidth, height: Math.max(0, element.clientHeight - HEAD) };
      setView((before) => (before.width === next.width && before.height === next.height ? before : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);
  // Fewer rows than before: the browser has moved the bar, or the rows end above the view.
  const { total } = scale;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the rows or the view change
  useLayoutEffect(() => {
    const at = scrollTo(latest.current.scale, latest.current.at.top);
    if (view.height > 0 && (at.top !== latest.current.at.top || at.bar !== latest.current.at.bar)) put(at);
  }, [total, view.height]);
  useEffect(() => () => clearTimeout(rest.current), []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const { scale, at: from } = latest.current;
    const at = scrolled(scale, from, element.scrollTop);
    const left = element.scrollLeft;
    clearTimeout(rest.current);
    rest.current = window.setTimeout(() => put(settle(latest.current.scale, latest.current.at)), REST_MS);
    if (isStuck(scale, at)) return flushSync(() => put(settle(scale, at)));
    latest.current.at = at;
    // Drawn before the browser paints: after a pull at the bar all rows are others.
    flushSync(() => setState({ at, left }));
  }, [put, scroller]);

  const reveal = useCallback(
    ({ row, column }: Cell) => {
      const element = scroller.current;
      if (!element) return;
      const { scale, at } = latest.current;
      const top = Math.max(Math.min(at.top, row * ROW), (row + 1) * ROW - scale.view);
      if (top !== at.top) put(scrollTo(scale, Math.min(top, row * ROW)));
      const left = leftFor(layout, column, element.scrollLeft, element.clientWidth - gutter);
      if (left !== element.scrollLeft) element.scrollLeft = left;
    },
    [put, scroller, layout, gutter],
  );
  return { scale, ...state, view, onScroll, reveal };
}
