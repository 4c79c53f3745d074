/** English for errors. */

export const error = {
  title: 'Something went wrong',
  unreachable: 'The service cannot be reached. It may be starting or stopping; this page tries again by itself.',
  outdated: 'The service was updated while this page was open. Reload the page.',
  page: 'Something went wrong',
  pageText: 'Nothing was lost. Load the page again; if it happens again, tell the owner of this service.',
  notFound: 'There is nothing here',
  notFoundText: 'The address may be mistyped, or what was here has been deleted.',
  toHome: 'Go home',
  tooLarge:
    'The file is larger than {{limit}}, the most this service takes. Split it, or ask the owner to raise the limit.',
} as const;
