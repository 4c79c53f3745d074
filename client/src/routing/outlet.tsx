import { Component, type ComponentType, type ReactNode, useLayoutEffect } from 'react';
import { useShown } from './router.ts';
import { restoreScroll } from './scroll-positions.ts';

interface Props {
  /** While a screen is loaded. */
  pending: ReactNode;
  /** No screen has this address. */
  missing: ReactNode;
  /** A screen threw, or its script did not come. */
  Failed: ComponentType<{ error: unknown }>;
}

/** The screen of the browser's address. */
export function Outlet({ pending, missing, Failed }: Props) {
  const shown = useShown();
  const { content } = shown;
  useLayoutEffect(() => {
    if (shown.arrived) restoreScroll(shown.entry);
  }, [shown]);
  if (content === 'pending') return pending;
  if (content === 'missing') return missing;
  if ('error' in content) return <Failed error={content.error} />;
  return (
    <Catch key={shown.pathname} Failed={Failed}>
      <content.Screen />
    </Catch>
  );
}

class Catch extends Component<{ Failed: Props['Failed']; children: ReactNode }, { thrown?: { error: unknown } }> {
  override state: { thrown?: { error: unknown } } = {};
  static getDerivedStateFromError(error: unknown) {
    return { thrown: { error } };
  }
  override render() {
    const { Failed, children } = this.props;
    return this.state.thrown ? <Failed error={this.state.thrown.error} /> : children;
  }
}
