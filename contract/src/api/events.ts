import { Job } from '../entities/job.ts';
import { Watch, WatchAnswer } from '../events/socket-events.ts';
import { Batch } from '../http/batches.ts';
import { openSchemaWriter } from './schemas.ts';

const ref = (path: string) => ({ $ref: `#/${path}` });

/** The AsyncAPI 3.0 description of the Socket.IO events, seen from the server: it receives `watch` and sends `job` and `batch`. In: the name of the session cookie. */
export function describeEvents(cookieName: string): object {
  const writer = openSchemaWriter([
    { schema: Watch, direction: 'input' },
    { schema: WatchAnswer, direction: 'output' },
    { schema: Job, direction: 'output' },
    { schema: Batch, direction: 'output' },
  ]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Sheetport events',
      version: '1',
      description:
        'The progress of jobs over Socket.IO 4. Connect, send `watch`, and listen to `job` and `batch`. Of two versions of a job or of a batch the one with the greater `seq` is the later; keep that one. After every connect, watch again.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    defaultContentType: 'application/json',
    servers: {
      this: {
        host: '127.0.0.1:4000',
        protocol: 'wss',
        pathname: '/socket.io/',
        description:
          'The server that this description is from, by its own name and port. Programs give the token as `auth: { token }` of the handshake or as a bearer token; browsers have the session cookie. Without TLS the protocol is `ws`.',
        security: [ref('components/securitySchemes/bearerToken'), ref('components/securitySchemes/sessionCookie')],
      },
    },
    channels: {
      jobs: {
        address: '/',
        title: 'Jobs',
        description: 'The main namespace of Socket.IO. Messages are Socket.IO events by their name.',
        messages: {
          watch: ref('components/messages/watch'),
          watchReply: ref('components/messages/watchReply'),
          unwatch: ref('components/messages/unwatch'),
          job: ref('components/messages/job'),
          batch: ref('components/messages/batch'),
        },
      },
    },
    operations: {
      watchJob: {
        action: 'receive',
        channel: ref('channels/jobs'),
        title: 'Watch a job or a batch',
        summary:
          'From now on be sent each version of a job, of a batch, or of all jobs. The acknowledgement is the job or the batch as it is.',
        messages: [ref('channels/jobs/messages/watch')],
        reply: { channel: ref('channels/jobs'), messages: [ref('channels/jobs/messages/watchReply')] },
      },
      unwatchJob: {
        action: 'receive',
        channel: ref('channels/jobs'),
        title: 'Stop watching',
        summary: 'Be sent no more of a job, of a batch, or of all jobs.',
        messages: [ref('channels/jobs/messages/unwatch')],
      },
      sendJob: {
        action: 'send',
        channel: ref('channels/jobs'),
        title: 'A job has changed',
        summary: 'The whole job, at most ten times a second, and always its last version.',
        messages: [ref('channels/jobs/messages/job')],
      },
      sendBatch: {
        action: 'send',
        channel: ref('channels/jobs'),
        title: 'A batch has changed',
        summary: 'The whole batch, at most four times a second, and always its last version.',
        messages: [ref('channels/jobs/messages/batch')],
      },
    },
    components: {
      messages: {
        watch: { name: 'watch', title: 'Watch', summary: 'What to watch.', payload: writer.write(Watch, 'input') },
        unwatch: {
          name: 'unwatch',
          title: 'Unwatch',
          summary: 'What to watch no longer.',
          payload: writer.write(Watch, 'input'),
        },
        watchReply: {
          name: 'watch (acknowledgement)',
          title: 'Reply to watch',
          summary: 'The job or the batch as it is now, or why it cannot be watched.',
          payload: writer.write(WatchAnswer, 'output'),
        },
        job: { name: 'job', title: 'Job', summary: 'A version of a job.', payload: writer.write(Job, 'output') },
        batch: {
          name: 'batch',
          title: 'Batch',
          summary: 'A version of a batch.',
          payload: writer.write(Batch, 'output'),
        },
      },
      schemas: writer.components(),
      securitySchemes: {
        bearerToken: { type: 'http', scheme: 'bearer' },
        sessionCookie: { type: 'httpApiKey', in: 'cookie', name: cookieName },
      },
    },
  };
}
