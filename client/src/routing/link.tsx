import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { type Address, formatAddress, type Path } from './addresses.ts';
import { navigate, preload } from './router.ts';

/** What a link has besides its address. */
export type AnchorProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'target' | 'onClick'>;

/** The browser opens it: in another tab or window, or as a download. */
const isForBrowser = (event: MouseEvent): boolean =>
  event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;

/** The attributes of an `a` that leads to a screen. Its script is loaded once the link is pointed at. */
export function linkTo<To extends Path>(address: Address<To>) {
  const prepare = () => preload(address.to);
  return {
    href: formatAddress(address),
    onClick: (event: MouseEvent) => {
      if (isForBrowser(event)) return;
      event.preventDefault();
      void navigate(address);
    },
    onMouseEnter: prepare,
    onFocus: prepare,
    onTouchStart: prepare,
  };
}

/** Takes what is an address from the properties of a link. */
export function splitAddress<To extends Path, Rest extends object>(
  props: Address<To> & Rest,
): [Address<To>, Omit<Rest, keyof Address<To>>] {
  const { to, params, search, ...rest } = props;
  return [{ to, params, search } as Address<To>, rest as Omit<Rest, keyof Address<To>>];
}

/** A link to a screen. `to`, `params` and `search` are checked against the addresses. */
export function Link<To extends Path>(props: Address<To> & AnchorProps) {
  const [address, rest] = splitAddress<To, AnchorProps>(props);
  return <a {...rest} {...linkTo(address)} />;
}
