/** Every error that a test gets from a route must be one that the description of the API has for that call. */
import type { App } from '../context.ts';

interface Answer {
  $ref?: string;
  content?: {
    'application/problem+json'?: { schema: { allOf: [unknown, { properties: { code: { enum: string[] } } }] } };
  };
}
interface Description {
  paths: Record<string, Record<string, { responses: Record<string, Answer> }>>;
  components: { responses: Record<string, Answer> };
}

/**
 * Listen to what an app answers; before it is ready.
 * @returns the errors so far that are not in the description, as "method address: status code"
 */
export function watchErrors(app: App): () => string[] {
  const strays = new Set<string>();
  app.addHook('onSend', async (request, reply, payload) => {
    const { url } = request.routeOptions;
    if (url === undefined || typeof payload !== 'string') return;
    if (!String(reply.getHeader('content-type')).startsWith('application/problem+json')) return;
    const { code } = JSON.parse(payload) as { code: string };
    const calls = (app.describeApi() as Description).paths[url.replace(/:(\w+)/g, '{$1}')];
    const method = request.method.toLowerCase();
    const call = calls?.[method] ?? (method === 'head' ? calls?.get : undefined);
    if (call && !codesOf(app, call.responses[reply.statusCode]).includes(code))
      strays.add(`${request.method} ${url}: ${reply.statusCode} ${code}`);
  });
  return () => [...strays];
}

function codesOf(app: App, answer: Answer | undefined): string[] {
  const { components } = app.describeApi() as Description;
  const whole = answer?.$ref === undefined ? answer : components.responses[answer.$ref.split('/').at(-1)!];
  return whole?.content?.['application/problem+json']?.schema.allOf[1].properties.code.enum ?? [];
}
