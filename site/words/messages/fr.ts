import type { Messages } from '../say.ts';

/** What the site says, in French. */
export const fr: Messages = {
  'page.skip': 'Aller au contenu',
  'bar.site': 'Site',
  'bar.search': 'Chercher des images',
  'bar.search-hint': 'Chercher, ou ubuntu@24.04',
  'bar.changes': 'Nouveautés',
  'bar.mirror': 'Miroir',
  'bar.trust': 'Confiance',
  'bar.health': 'État',
  'bar.docs': 'Aide',
  'bar.theme': 'Thème :',
  'bar.theme-change': 'Changer de thème',
  'bar.theme-system': 'système',
  'bar.theme-light': 'clair',
  'bar.theme-dark': 'sombre',
  'bar.language': 'Langue',
  'foot.revision': ({ revision }) => `Révision du catalogue ${revision}`,
  'foot.no-revision': 'Catalogue sans révision',
};
