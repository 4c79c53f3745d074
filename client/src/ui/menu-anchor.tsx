import type { ComponentPropsWithRef } from 'react';

/**
 * Where a menu opens that belongs to a place on the page and not to a button: its target while it is open. It is a button without a size, as only
 * one may be said to be expanded, and as the menu is then part of the landmark in which this is.
 */
export function MenuAnchor({
  at,
  width,
  ...props
}: {
  at: DOMRect;
  /** In pixels. */
  width: number;
  'aria-label': string;
} & ComponentPropsWithRef<'button'>) {
  const place = { position: 'fixed', left: at.left, top: at.bottom, width, height: 0, padding: 0, border: 0 } as const;
  return <button type="button" tabIndex={-1} {...props} style={place} />;
}
