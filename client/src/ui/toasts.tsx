import { Notifications } from '@mantine/notifications';

/** Short messages in the corner. What was said before this is here waits for it. */
export default function Toasts() {
  return <Notifications position="bottom-right" limit={3} autoClose={5000} />;
}
