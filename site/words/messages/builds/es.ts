import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import type { buildsEn } from './en.ts';

const { count: number, day: written, plural, shortMonth } = numberWords('es');

const files = { one: '# archivo', other: '# archivos' };

/** How the builds of a product are proven, by level; for one as for many. */
const HOW = {
  signed: 'con firma de una clave fijada',
  'sums-only': 'sin firma, con sumas leídas por TLS',
  weak: 'solo con sumas débiles',
  imported: 'según otro catálogo',
};

/** Products, their releases and their builds, in Spanish. */
export const buildsEs: InLanguage<typeof buildsEn> = {
  'product.page': ({ name }) => `${name}: imágenes`,
  'product.by': ({ vendor }) => `De ${vendor}.`,
  'product.documentation': 'documentación',
  'product.dates': 'fechas de sus versiones',
  'product.files': 'todos sus archivos',
  'product.known': 'Conocido, sin rastrear todavía.',
  'product.nothing-known': ({ name }) =>
    `No hay registrada ninguna compilación de ${name}, así que aquí no hay ningún archivo ni se ha comprobado nada.`,
  'product.stated': 'Lo que sigue es lo que declara su fuente.',
  'product.no-digest': 'Su editor no ofrece ningún resumen que se pueda registrar.',
  'product.signing': 'Dónde se lee y cómo se firma',
  'product.keys': ({ count }) => (count === 1 ? 'La clave que puede firmar' : 'Las claves que pueden firmar'),
  'product.unproven': 'Disponible sin prueba',
  'product.unproven-about': ({ vendor }) =>
    `${vendor} no publica de estos ningún resumen que se pueda registrar, así que aquí nada puede comprobarlos y ningún script de réplica los descarga.`,
  'signing.none': ({ name }) => `Todavía no hay nada registrado de ${name}.`,
  'signing.all': ({ name, level }) => `Todas las compilaciones registradas de ${name}: ${HOW[level]}.`,
  'signing.some': ({ builds, counts }) =>
    `De ${plural(builds, { one: '# compilación registrada', other: '# compilaciones registradas' })}: ${counts.map(([level, found]) => `${number(found)} ${HOW[level]}`).join('; ')}.`,
  'feed-page.directory': 'una página con la lista de compilaciones',
  'feed-page.sums': 'un archivo de sumas',
  'feed-page.records': 'un documento que describe compilaciones',
  'feed-page.bucket': 'un almacén de objetos con la lista de sus archivos',
  'feed-page.redirect': 'una dirección que lleva a la compilación más reciente',
  'feed-page.download-page': 'una página de descargas',
  'feed-page.flatcar-releases': 'la lista de versiones del editor',
  'feed.releases': (releases) => `${releases.length === 1 ? 'versión' : 'versiones'} ${releases.join(', ')}`,
  'feed.rests-on': 'Se apoya en:',
  'feed.detached': 'Junto a cada archivo de sumas hay una firma.',
  'feed.clearsigned': 'Los archivos de sumas llevan su firma dentro.',
  'feed.image': 'Se firma la propia imagen, sin archivo de sumas de por medio.',
  'feed.signed': 'Los resúmenes están firmados.',
  'release.life': (life) => {
    const kind = life.isLts ? 'soporte a largo plazo' : 'soporte';
    const end =
      life.endOfLife === undefined
        ? `no se conoce el final del ${kind}`
        : life.hasEnded
          ? `su ${kind} terminó el ${written(life.endOfLife)}`
          : `${kind} hasta el ${written(life.endOfLife)}`;
    const extended =
      life.extendedSupport === undefined
        ? ''
        : `, soporte ampliado ${life.hasExtendedEnded ? 'terminado el' : 'hasta el'} ${written(life.extendedSupport)}`;
    const came = life.released === undefined ? '' : `Publicada el ${written(life.released)}; `;
    const sentence = `${came}${end}${extended}.`;
    return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
  },
  'release.stated': ({ vendor }) => `según ${vendor}`,
  'release.programs': 'Para programas:',
  'release.no-builds': 'Todavía no hay ninguna compilación registrada.',
  'life.months': (days) => days.map((day) => (day === '' ? '?' : shortMonth(day))).join(' – '),
  'life.filled': 'Lleno: con soporte.',
  'life.pale': 'Pálido: soporte ampliado, que no todos reciben.',
  'life.dashed': 'A rayas: nadie dice hasta cuándo.',
  'life.hollow': 'Hueco: terminado.',
  'life.today': ({ day }) => `La línea vertical es el ${written(day)}.`,
  'table.build': 'Compilación',
  'table.files': 'Archivos',
  'table.architectures': 'Arquitecturas',
  'table.date': 'Fecha',
  'table.trust': 'Confianza',
  'table.count': (count) => plural(count, files),
  'table.withdrawn': 'retirada',
  'build.build': ({ serial }) => `Compilación ${serial}`,
  'build.published': ({ day }) => `publicada el ${day}`,
  'build.signed': ({ day }) => `firmada el ${day}`,
  'build.neighbours': 'Otras compilaciones',
  'build.older': 'Anterior',
  'build.newer': 'Posterior',
  'build.login': 'Primer inicio de sesión',
  'build.needs': 'Necesita al menos',
  'build.disk': ({ disk }) => `${disk} de disco`,
  'build.memory': ({ memory }) => `${memory} de memoria`,
  'build.disk-and-memory': ({ disk, memory }) => `${disk} de disco y ${memory} de memoria`,
  'build.language': 'Idioma',
  'build.licence': 'Licencia',
  'build.withdrawn': 'Retirada.',
  'build.withdrawn-on': ({ day }) =>
    `El editor ya no ofrece esta compilación; su ausencia se constató el ${written(day)}.`,
  'build.moved': 'Trasladada.',
  'build.moved-to': ({ places, ofImage }) =>
    `El editor ha trasladado esta compilación a ${places}, con exactamente ${ofImage ? 'la misma imagen' : 'el mismo archivo de sumas'}; las direcciones de abajo son las de su nueva ubicación.`,
  'build.newer-is': ({ serial }) => `Hay una compilación más reciente: ${serial}.`,
  'build.problems': ({ count }) =>
    `El último rastreo de esta versión encontró ${plural(count, { one: '# problema', other: '# problemas' })}.`,
  'build.may-be-missing': 'Pueden faltar compilaciones más recientes.',
  'build.what-was-found': 'Lo que se encontró',
  'keep.heading': 'Guardar una copia',
  'keep.none':
    'No hay script de réplica: aquí ningún archivo tiene a la vez un resumen que permita comprobarlo y una dirección https sencilla.',
  'keep.fetches': ({ script, product, count, size, isLeast }) =>
    `${script} descarga la compilación más reciente de cada serie${product === undefined ? '' : ` de ${product}`} (${plural(count, files)}, ${size === undefined ? 'tamaños no publicados' : `${isLeast ? 'al menos ' : ''}${size}`}) y comprueba cada archivo con su resumen. Solo necesita un shell y curl o wget; léalo antes de ejecutarlo.`,
  'keep.left-out': ({ count }) =>
    plural(count, {
      one: 'Queda fuera # archivo sin prueba o sin https.',
      other: 'Quedan fuera # archivos sin prueba o sin https.',
    }),
  'keep.copy': 'Copiar la orden de la réplica',
};
