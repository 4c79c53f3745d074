import { type Attack, testAttacks } from '../../fixtures/attacks.ts';

/** Delimited text. */
const texts: Attack[] = [
  ['a line of 40 MB', () => Buffer.alloc(40e6, 'a'), 'record_too_long'],
  ['a line of 20 million delimiters', () => Buffer.alloc(20e6, ','), 'too_many_columns'],
  [
    'a mark that opens in the first cell',
    () => Buffer.concat([Buffer.from('"a,b\n'), Buffer.alloc(40e6, 'x,y\n')]),
    'unclosed_quote',
  ],
  ['only marks', () => Buffer.alloc(20_000_001, '"'), 'record_too_long'],
  ['zeros in cells', () => Buffer.from(`a,b\n1,x\0y\n${'2,long enough to be text\n'.repeat(100)}`), 'read', 101],
  ['zeros everywhere', () => Buffer.from(`a,b\n${'1,x\0y\n2,z\n'.repeat(100)}`), 'not_a_spreadsheet'],
  [
    'many encodings in one file',
    () =>
      Buffer.concat([
        Buffer.from('a,b\nné,1\n'),
        Buffer.from('né,2\n', 'latin1'),
        Buffer.from('né,3\n', 'utf16le'),
        Buffer.from([0xff, 0xfe, 0x80, 0x0a]),
      ]),
    'read',
  ],
  [
    'UTF-16 with half a character at its end',
    () => Buffer.concat([Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), Buffer.of(0xd8)]),
    'read',
  ],
  [
    'UTF-16 of halves of surrogates',
    () => Buffer.from(`\ufeffa,b\n${'\ud800,\udc00\n'.repeat(1000)}`, 'utf16le'),
    'read',
    1001,
  ],
  ['marks of order in the middle', () => Buffer.from('a,b\n\ufeff1,2\n\ufeff3,4\n'), 'read', 3],
  [
    'ten million empty lines',
    () => Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(10e6, '\n'), Buffer.from('1,2\n')]),
    'read',
    2,
  ],
];

testAttacks('plain text', () => texts);
