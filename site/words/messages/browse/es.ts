import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import type { browseEn } from './en.ts';

const { count: number, day: written, plural } = numberWords('es');

const FILES = { one: '# archivo', other: '# archivos' };
const BUILDS = { one: '# compilación', other: '# compilaciones' };

const FACETS = {
  product: 'Producto',
  release: 'Versión',
  kind: 'Tipo',
  arch: 'Arquitectura',
  format: 'Formato',
  level: 'Confianza',
  language: 'Idioma',
  stream: 'Serie',
  codename: 'Nombre en clave',
  family: 'Familia',
  versionScheme: 'Numeración',
};

/** The home page: its filter, what is found and the rows of files, in Spanish. */
export const browseEs: InLanguage<typeof browseEn> = {
  'home.title': 'Imágenes de sistemas operativos y su prueba',
  'home.about': ({ files, builds, products }) =>
    `${plural(files, FILES)} de ${plural(builds, BUILDS)} de ${plural(products, { one: '# producto', other: '# productos' })}, cada uno con su resumen criptográfico y con quien responde de él.`,
  'home.images': 'Imágenes',
  'home.found': 'Archivos encontrados',
  'home.empty': 'El catálogo está vacío: todavía no se ha rastreado nada.',
  'home.none-now': 'Ahora no se ofrece ninguna compilación.',
  'home.more': ({ builds, releases }) =>
    `y ${[
      ...(builds > 0 ? [plural(builds, { one: '# compilación más', other: '# compilaciones más' })] : []),
      ...(releases > 0 ? [plural(releases, { one: '# versión más', other: '# versiones más' })] : []),
    ].join(', ')}`,
  'rail.filter': 'Filtrar',
  'rail.latest': 'Solo las compilaciones más recientes',
  'rail.supported': 'Versiones con soporte',
  'rail.lts': 'Soporte a largo plazo',
  'rail.narrow': ({ count }) => `Acotar ${number(count)} valores`,
  'rail.narrow-facet': ({ facet }) => `Acotar los valores: ${FACETS[facet]}`,
  'facet.product': FACETS.product,
  'facet.release': FACETS.release,
  'facet.kind': FACETS.kind,
  'facet.arch': FACETS.arch,
  'facet.format': FACETS.format,
  'facet.level': FACETS.level,
  'facet.language': FACETS.language,
  'facet.stream': FACETS.stream,
  'facet.codename': FACETS.codename,
  'facet.family': FACETS.family,
  'facet.versionScheme': FACETS.versionScheme,
  'condition.product': 'producto',
  'condition.release': 'versión',
  'condition.kind': 'tipo',
  'condition.arch': 'arquitectura',
  'condition.format': 'formato',
  'condition.level': 'confianza',
  'condition.language': 'idioma',
  'condition.stream': 'serie',
  'condition.codename': 'nombre en clave',
  'condition.family': 'familia',
  'condition.versionScheme': 'numeración',
  'condition.lts': 'LTS',
  'condition.supported': 'con soporte',
  'condition.since': 'desde',
  'condition.until': 'hasta',
  'condition.q': 'búsqueda',
  'browse.found-of': ({ files, builds, newest }) =>
    `${plural(files, FILES)} de ${plural(builds, newest ? { one: 'la compilación más reciente', other: 'las # compilaciones más recientes' } : BUILDS)}.`,
  'browse.none-together': ({ newest }) =>
    `Ningún archivo de las compilaciones${newest ? ' más recientes' : ''} cumple todas estas condiciones a la vez.`,
  'browse.kept-out': ({ conditions }) =>
    `Ningún archivo cumple todas las condiciones: ${conditions.map((one) => `«${one}»`).join(' y ')} ${conditions.length === 1 ? 'excluye' : 'excluyen por separado'} todo lo que encuentran las demás condiciones.`,
  'browse.refused': ({ name }) => `La condición «${name}» de la dirección no se reconoce y se ha omitido.`,
  'browse.condition': ({ word, values }) => `${word}: ${values.join(', ')}`,
  'browse.no': 'no',
  'browse.drop': ({ condition, count }) => `Quitar ${condition} (${number(count)})`,
  'browse.drop-all': 'Quitar todas',
  'browse.older-too': 'Buscar también en compilaciones anteriores',
  'browse.found': ({ count }) => plural(count, { one: '# archivo', other: '# archivos' }),
  'browse.taken': ({ word, taken }) => `Ningún archivo contiene «${word}»: estos son los de «${taken}».`,
  'browse.not-loaded': ({ message }) =>
    `No se pudo cargar la lista de archivos, así que estas son las compilaciones más recientes, sin filtro. Recargue para volver a intentarlo. (${message})`,
  'browse.chosen': ({ count }) => plural(count, { one: ' (# elegido)', other: ' (# elegidos)' }),
  'browse.published': 'Publicación',
  'browse.since': 'Desde',
  'browse.until': 'Hasta',
  'browse.sort': 'Orden',
  'browse.sort-newest': 'Más recientes primero',
  'browse.sort-name': 'Por nombre',
  'browse.sort-largest': 'Más grandes primero',
  'browse.sort-smallest': 'Más pequeños primero',
  'browse.keys': 'Atajos de teclado',
  'browse.key-search': 'Ir a la búsqueda',
  'browse.key-move': 'Recorrer los archivos',
  'browse.key-open': 'Abrir la compilación del archivo, con su prueba',
  'browse.key-digest': 'Copiar el resumen',
  'browse.key-url': 'Copiar la URL',
  'browse.key-command': 'Copiar una orden que descarga y comprueba el archivo',
  'browse.key-leave': 'Salir: de un archivo a la búsqueda, de la búsqueda a la página',
  'browse.key-help': 'Mostrar estos atajos',
  'browse.close': 'Cerrar',
  'row.copy-url': ({ file }) => `Copiar la URL de ${file}`,
  'row.copy-digest': ({ file }) => `Copiar el resumen (digest) de ${file}`,
  'row.copy-command': ({ file }) => `Copiar una orden de curl que descarga y comprueba ${file}`,
  'row.use': 'usar',
  'row.digest': 'resumen',
  'row.more': ({ count }) =>
    plural(count, { one: '# archivo más de esta compilación', other: '# archivos más de esta compilación' }),
  'row.no-size': 'tamaño no publicado',
  'row.no-day': 'fecha no publicada',
  'row.withdrawn': 'retirada',
  'row.withdrawn-by': ({ day }) => `su editor ya la había retirado el ${written(day)}`,
  'row.stale': 'atrasada',
  'row.stale-since': ({ day }) =>
    `ninguna compilación más reciente desde entonces, aunque se esperaba una para el ${written(day)}`,
};
