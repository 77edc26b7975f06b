import type { Messages } from '../say.ts';

/** What the site says, in Spanish. */
export const es: Messages = {
  'page.skip': 'Ir al contenido',
  'bar.site': 'Sitio',
  'bar.search': 'Buscar imágenes',
  'bar.search-hint': 'Buscar, o ubuntu@24.04',
  'bar.changes': 'Cambios',
  'bar.mirror': 'Réplica',
  'bar.trust': 'Confianza',
  'bar.health': 'Estado',
  'bar.docs': 'Ayuda',
  'bar.theme': 'Tema:',
  'bar.theme-change': 'Cambiar el tema',
  'bar.theme-system': 'sistema',
  'bar.theme-light': 'claro',
  'bar.theme-dark': 'oscuro',
  'bar.language': 'Idioma',
  'foot.revision': ({ revision }) => `Revisión del catálogo ${revision}`,
  'foot.no-revision': 'Catálogo sin revisión',
};
