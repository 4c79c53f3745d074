import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** A deep sea green. White on shade 7 has a contrast of 5.9, shade 7 on white the same. */
const sea: MantineColorsTuple = [
  '#e6f7f3',
  '#d0ece5',
  '#a2d9cb',
  '#6fc5af',
  '#45b497',
  '#27a586',
  '#0f8a70',
  '#0b7261',
  '#075b4d',
  '#03443a',
];

/** Danger. White on shade 7 has a contrast of 6.3. */
const red: MantineColorsTuple = [
  '#fdeceb',
  '#f9d3d0',
  '#f3b9b5',
  '#ec8f88',
  '#e2665d',
  '#d3453b',
  '#c2332a',
  '#b3261e',
  '#8f1d17',
  '#6e1611',
];

/** Neutrals with a breath of the same green, so that grey panels do not look purple beside it. */
const dark: MantineColorsTuple = [
  '#d8dedc',
  '#b5bfbc',
  '#97a3a0',
  '#6b7775',
  '#414b49',
  '#333c3a',
  '#252c2b',
  '#181d1c',
  '#121615',
  '#0c0f0e',
];
const gray: MantineColorsTuple = [
  '#f8faf9',
  '#f1f4f3',
  '#e6ebe9',
  '#dae0de',
  '#c8d0cd',
  '#a7b1ae',
  '#7c8784',
  '#57615f',
  '#38403e',
  '#1c2221',
];

/** @param close what the buttons that close dialogs and messages are called */
export const makeTheme = (close: string) =>
  createTheme({
    primaryColor: 'sea',
    primaryShade: { light: 7, dark: 7 },
    colors: { sea, red, dark, gray },
    fontFamily:
      'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
    fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
    headings: { fontWeight: '620' },
    defaultRadius: 'md',
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      Button: { defaultProps: { size: 'sm' } },
      TextInput: { defaultProps: { size: 'sm' } },
      // In a portal a menu is outside of the landmarks of the page; the placeholder is a child that a menu may not have.
      Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
      Tooltip: { defaultProps: { openDelay: 350, withArrow: false } },
      Modal: {
        defaultProps: {
          centered: true,
          overlayProps: { backgroundOpacity: 0.45 },
          closeButtonProps: { 'aria-label': close },
          // Its element would be a second banner of the page.
          attributes: { header: { role: 'presentation' } },
        },
      },
      Notification: { defaultProps: { closeButtonProps: { 'aria-label': close } } },
      MultiSelect: { defaultProps: { clearButtonProps: { 'aria-label': close } } },
    },
  });
