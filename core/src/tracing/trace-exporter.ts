import { type Span, toOtlp } from './span.ts';

const FLUSH_EVERY_MS = 1000;
const ANSWER_MS = 5000;
/** Spans of one request. */
const MAX_BATCH = 500;
/** Spans that wait. While the collector is away, the oldest go. */
const MAX_WAITING = 5000;

/** Where spans go. Recording never fails and is never waited for. */
export interface Traces {
  /** Whether anybody collects them. */
  readonly isOn: boolean;
  record(...spans: Span[]): void;
  /** Send what waits, if the collector answers. */
  close(): Promise<void>;
}

export interface TracesOptions {
  /** As OTEL_EXPORTER_OTLP_ENDPOINT: the address of a collector that speaks OTLP over HTTP, without `/v1/traces`. Unset: nothing is sent. */
  endpoint?: string | undefined;
  /** As OTEL_EXPORTER_OTLP_HEADERS: names and values of headers. */
  headers?: Record<string, string>;
  /** Attributes of this process, as `service.name`. */
  service: Record<string, string>;
  onError(error: unknown): void;
}

/** Sends spans to a collector, some at a time (OTLP 1.x over HTTP, JSON encoding). */
export function openTraces({ endpoint, headers, service, onError }: TracesOptions): Traces {
  if (endpoint === undefined) return { isOn: false, record: () => undefined, close: async () => undefined };
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  let waiting: Span[] = [];
  let sending: Promise<void> | undefined;

  async function send(): Promise<void> {
    const batch = waiting.splice(0, MAX_BATCH);
    if (batch.length === 0) return;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(toOtlp(service, batch)),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the collector of traces answered ${answer.status}`);
    } catch (error) {
      waiting = [...batch, ...waiting].slice(-MAX_WAITING);
      onError(error);
    }
  }
  const flush = () => {
    sending ??= send().finally(() => {
      sending = undefined;
    });
    return sending;
  };
  const timer = setInterval(flush, FLUSH_EVERY_MS);
  timer.unref();
  return {
    isOn: true,
    record(...spans) {
      waiting.push(...spans);
      if (waiting.length > MAX_WAITING) waiting.splice(0, waiting.length - MAX_WAITING);
    },
    async close() {
      clearInterval(timer);
      await sending;
      await flush();
    },
  };
}
