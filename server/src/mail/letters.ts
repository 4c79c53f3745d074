/** What the service writes to people by e-mail, in each language: plain text, and the same as simple HTML. */
import type { Language, Role } from '@sheetport/contract';
import { type Letter, writeLetter } from '@sheetport/core';

interface Texts {
  invited: { subject: string; hello: string; lead: string; button: string; until: string; notMeant: string };
  password: { subject: string; hello: string; lead: string; button: string; until: string; notMeant: string };
  roles: Record<Role, string>;
}

const TEXTS: Record<Language, Texts> = {
  en: {
    invited: {
      subject: '{by} invites you to Sheetport',
      hello: 'Hello,',
      lead: '{by} invites you to Sheetport as {role}. Open the link to choose your name and password.',
      button: 'Accept the invitation',
      until: 'The link works once, until {until}.',
      notMeant: 'You do not know {by}? Then do nothing.',
    },
    password: {
      subject: 'A new password for Sheetport',
      hello: 'Hello {name},',
      lead: 'open the link to set a new password. It ends all your sessions.',
      button: 'Set a new password',
      until: 'The link works once, until {until}.',
      notMeant: 'You did not ask for it? Then do nothing: your password stays as it is.',
    },
    roles: { guest: 'guest', viewer: 'viewer', editor: 'editor', owner: 'owner' },
  },
  vi: {
    invited: {
      subject: '{by} mời bạn vào Sheetport',
      hello: 'Xin chào,',
      lead: '{by} mời bạn vào Sheetport với vai trò {role}. Hãy mở liên kết để chọn tên và mật khẩu.',
      button: 'Nhận lời mời',
      until: 'Liên kết dùng được một lần, đến {until}.',
      notMeant: 'Bạn không biết {by}? Vậy bạn không cần làm gì.',
    },
    password: {
      subject: 'Mật khẩu mới cho Sheetport',
      hello: 'Xin chào {name},',
      lead: 'hãy mở liên kết để đặt mật khẩu mới. Mọi phiên đăng nhập của bạn sẽ kết thúc.',
      button: 'Đặt mật khẩu mới',
      until: 'Liên kết dùng được một lần, đến {until}.',
      notMeant: 'Bạn không yêu cầu việc này? Vậy bạn không cần làm gì: mật khẩu vẫn như cũ.',
    },
    roles: { guest: 'khách', viewer: 'người xem', editor: 'người biên tập', owner: 'chủ dịch vụ' },
  },
};

/** The invitation of a person. In: who invites, the role, the whole address of the link, and until when it works. */
export function writeInvitation(
  language: Language,
  { by, role, url, until }: { by: string; role: Role; url: string; until: Date },
): Letter {
  const { invited, roles } = TEXTS[language];
  return fillLetter(invited, { by, role: roles[role], until: formatMoment(until, language) }, url, language);
}

/** The link to set a new password. In: whose, the whole address of the link, and until when it works. */
export function writePasswordLink(
  language: Language,
  { name, url, until }: { name: string; url: string; until: Date },
): Letter {
  return fillLetter(TEXTS[language].password, { name, until: formatMoment(until, language) }, url, language);
}

function fillLetter(texts: Texts['invited'], values: Record<string, string>, url: string, language: Language): Letter {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const { subject, hello, lead, button, until, notMeant } = texts;
  return writeLetter(language, {
    subject: fill(subject),
    before: [fill(hello), fill(lead)],
    link: { url, label: button },
    after: [fill(until), fill(notMeant)],
  });
}

/** In UTC, as nobody knows where the letter is read. */
function formatMoment(moment: Date, language: Language): string {
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(moment)} UTC`;
}
