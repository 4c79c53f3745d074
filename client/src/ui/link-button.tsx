import { Button, type ButtonProps } from '@mantine/core';
import type { Address, Path } from '../routing/addresses.ts';
import { type AnchorProps, linkTo, splitAddress } from '../routing/link.tsx';

type LinkButtonProps = ButtonProps & Omit<AnchorProps, keyof ButtonProps>;

/** A link that looks like a button. `to`, `params` and `search` are checked against the addresses. */
export function LinkButton<To extends Path>(props: Address<To> & LinkButtonProps) {
  const [address, rest] = splitAddress<To, LinkButtonProps>(props);
  return <Button component="a" {...rest} {...linkTo(address)} />;
}
