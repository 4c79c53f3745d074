/** What the letters of workers say, in each language. */
import type { Language } from '@sheetport/contract';
import { type Letter, writeLetter } from '@sheetport/core';
import type { DueLetter } from './letters.ts';

type State = 'succeeded' | 'failed' | 'cancelled';

interface Texts {
  hello: string;
  subject: Record<State, string>;
  lead: Record<State, string>;
  counts: string;
  button: string;
  off: { subject: string; gone: string; failing: string; button: string };
}

const TEXTS: Record<Language, Texts> = {
  en: {
    hello: 'Hello {name},',
    subject: { succeeded: '{title}: done', failed: '{title}: failed', cancelled: '{title}: cancelled' },
    lead: {
      succeeded: '“{title}” is done.',
      failed: '“{title}” failed, and changed nothing: {why}',
      cancelled: '“{title}” was cancelled, and changed nothing.',
    },
    counts: 'Rows added: {inserted}. Rows changed: {updated}. Rows rejected: {rejected}.',
    button: 'Open the job',
    off: {
      subject: 'The webhook {webhook} is off',
      gone: 'the webhook “{webhook}” was switched off: its receiver answers that it is gone (410). It is told of nothing any more.',
      failing:
        'the webhook “{webhook}” was switched off: nothing arrived at its receiver for three days. What it was to be told is kept, and is sent when you switch it on.',
      button: 'Open the webhook',
    },
  },
  vi: {
    hello: 'Xin chào {name},',
    subject: { succeeded: '{title}: đã xong', failed: '{title}: thất bại', cancelled: '{title}: đã hủy' },
    lead: {
      succeeded: '“{title}” đã xong.',
      failed: '“{title}” thất bại, không có gì bị thay đổi: {why}',
      cancelled: '“{title}” đã bị hủy, không có gì bị thay đổi.',
    },
    counts: 'Số dòng thêm: {inserted}. Số dòng sửa: {updated}. Số dòng bị từ chối: {rejected}.',
    button: 'Mở công việc',
    off: {
      subject: 'Webhook {webhook} đã tắt',
      gone: 'webhook “{webhook}” đã bị tắt: nơi nhận trả lời rằng nó không còn (410). Từ nay không gửi gì đến đó.',
      failing:
        'webhook “{webhook}” đã bị tắt: ba ngày qua không gì đến được nơi nhận. Những gì cần báo vẫn được giữ và sẽ được gửi khi bạn bật lại.',
      button: 'Mở webhook',
    },
  },
};

const COUNTED: ReadonlySet<string | null> = new Set(['import', 'edit']);

/** @param baseUrl what links begin with */
export function composeLetter(letter: DueLetter, baseUrl: string): Letter {
  const { kind, language, name, job_id, job_kind, state, title, inserted, updated, rejected, error } = letter;
  const texts = TEXTS[language];
  const numbers = new Intl.NumberFormat(language);
  const values: Record<string, string> = {
    name,
    title: title ?? '',
    why: error?.message ?? '',
    webhook: letter.webhook ?? '',
    inserted: numbers.format(inserted ?? 0),
    updated: numbers.format(updated ?? 0),
    rejected: numbers.format(rejected ?? 0),
  };
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
  if (kind === 'webhook_off')
    return writeLetter(language, {
      subject: fill(texts.off.subject),
      before: [fill(texts.hello), fill(letter.off_reason === 'gone' ? texts.off.gone : texts.off.failing)],
      link: { url: `${baseUrl}/webhooks/${letter.webhook_id}`, label: texts.off.button },
    });
  const ended: State = state === 'failed' || state === 'cancelled' ? state : 'succeeded';
  return writeLetter(language, {
    subject: fill(texts.subject[ended]),
    before: [
      fill(texts.hello),
      fill(texts.lead[ended]),
      ...(ended === 'succeeded' && COUNTED.has(job_kind) ? [fill(texts.counts)] : []),
    ],
    link: { url: `${baseUrl}/jobs/${job_id}`, label: texts.button },
  });
}
