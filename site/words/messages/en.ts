import type { Message } from '../say.ts';

/** What the site says, in English. The other languages say the same, each in its own file. */
export const en = {
  'page.skip': 'Skip to the content',
  'bar.site': 'Site',
  'bar.search': 'Search images',
  'bar.search-hint': 'Search, or ubuntu@24.04',
  'bar.changes': 'Changes',
  'bar.mirror': 'Mirror',
  'bar.trust': 'Trust',
  'bar.health': 'Health',
  'bar.docs': 'Docs',
  'bar.theme': 'Theme:',
  'bar.theme-change': 'Change the theme',
  'bar.theme-system': 'system',
  'bar.theme-light': 'light',
  'bar.theme-dark': 'dark',
  'bar.language': 'Language',
  'foot.revision': ({ revision }: { revision: string }) => `Catalog revision ${revision}`,
  'foot.no-revision': 'Catalog without a revision',
} as const satisfies Record<string, Message>;
