export type { QueueUrls } from './backend.ts';
export type { BoardAnswer, BoardQuestion } from './board.ts';
export { type Consumer, type ConsumerOptions, type Delivery, openConsumer } from './consumer.ts';
export { type Listener, type ListenerOptions, openListener } from './listener.ts';
export { openProducer, type Producer, type QueuedJob } from './producer.ts';
