/** A real Chromium from an npm package, so that a fresh machine needs no browser of its own. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium, type Page } from 'playwright-core';

const PICTURES = path.resolve(
  import.meta.dirname,
  '../..',
  process.env.UPDATE_PICTURES ? 'docs/pictures' : 'out/pictures',
);

const MAX_TRIES = 100;
/**
 * Not those of the package: they switch off what a browser protects, run all in one process, and draw by an emulated
 * graphics card, which takes three times the processor.
 */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];

export async function openBrowser(): Promise<Browser> {
  // The package holds a build for Linux on x64; elsewhere an installed Chrome serves.
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return chromium.launch({ channel: 'chrome', headless: true });
  for (let tries = 1; ; tries++) {
    try {
      return await chromium.launch({
        executablePath: await sparticuz.executablePath(),
        args: ARGUMENTS,
        headless: true,
      });
    } catch (error) {
      // Another test file is unpacking it: a program that is still written to cannot be run.
      if (tries >= MAX_TRIES || !/ETXTBSY/.test(String(error))) throw error;
      await sleep(300);
    }
  }
}

/** Keep a picture: under out/, or with UPDATE_PICTURES=1 those that README shows. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}

/** Drop a file on the page as a person does: a drag over it, then the drop. */
export async function dropFile(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ({ name, base64 }) => {
      const data = new DataTransfer();
      const raw = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      data.items.add(
        new File([raw], name, { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }),
      );
      return data;
    },
    { name, base64: Buffer.from(bytes).toString('base64') },
  );
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('main', type, { dataTransfer: transfer });
}
