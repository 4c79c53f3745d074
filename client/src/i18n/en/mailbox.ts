/** English for mailboxes of feeds. */

export const mailbox = {
  kind: 'A mailbox',
  security: 'Encryption',
  folder: 'Folder of the mailbox',
  from: 'Only from',
  fromText: 'An address, or a domain as @shop.example. Empty for everybody.',
  messages: 'Which messages',
  which: { new: 'New ones', all: 'Earlier ones, too' },
  afterwards: 'An imported message',
  after: {
    flag: 'is flagged and marked as read',
    move: 'is moved into a folder',
    leave: 'stays as it is',
  },
  moveTo: 'Into',
  done: { flag: 'message flagged', move: 'message moved', leave: '' },
} as const;
