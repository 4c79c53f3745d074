import { lstat, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookOfStat } from './file-look.ts';
import { moveSource } from './move-source.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sheetport-move-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('P52 a file that was moved is known as moved, whoever asks again; one that was changed stays', async () => {
  const context = { settings: { FEED_FOLDERS: [folder] }, log: { debug() {} } } as never;
  const put = async (text: string) => {
    const file = path.join(folder, 'a.csv');
    await writeFile(file, text);
    const seen = lookOfStat(await lstat(file));
    return (sha256: string) => moveSource(context, folder, 'a.csv', seen, sha256);
  };
  const first = await put('one');
  expect(await Promise.all([first('1111111111'), first('1111111111')])).toEqual([true, true]);
  expect(await first('1111111111')).toBe(true);
  const second = await put('number two');
  expect([await second('2222222222'), await second('2222222222')]).toEqual([true, true]);
  const third = await put('3');
  await put('another three');
  expect(await third('3333333333')).toBe(false);
  expect((await readdir(folder)).sort()).toEqual(['a.csv', 'done']);
  expect((await readdir(path.join(folder, 'done'))).sort()).toEqual(['a-22222222.csv', 'a.csv']);
});
