import { Notifications } from '@mantine/notifications';

/** Short messages in the corner. Those that were sent before this is loaded are shown then. */
export default function Toasts() {
  return <Notifications position="bottom-right" limit={3} autoClose={5000} />;
}
