import { languageWord } from '../../language.ts';
import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import type { recordEn } from './en.ts';

const { count: number, day: written, month, monthName, plural, time: writtenTime } = numberWords('es');

const builds = { one: '# compilación', other: '# compilaciones' };
const changes = { one: '# cambio', other: '# cambios' };
const days = { one: '# día', other: '# días' };
const sources = { one: '# fuente', other: '# fuentes' };

/** What is on record, what changed in it and how its sources do, in Spanish. */
export const recordEs: InLanguage<typeof recordEn> = {
  'time.time': ({ time }) => writtenTime(time),
  'time.day': ({ day }) => written(day),
  'time.month': (one) => month(one.month),
  'time.month-name': (one) => monthName(one.month),
  'health.page': 'Estado de las fuentes',
  'health.none': 'Todavía no se ha leído ninguna fuente.',
  'health.failing': ({ failing, all }) =>
    `${plural(failing, sources)} de ${number(all)} ${failing === 1 ? 'tiene' : 'tienen'} problemas.`,
  'health.all-well': ({ count }) =>
    plural(count, { one: 'La fuente está bien.', other: 'Las # fuentes están bien.' }),
  'health.no-trouble': 'Ninguna fuente tiene problemas.',
  'health.recording': 'Leído de una grabación; no se consultó a ningún editor.',
  'health.last-crawl': ({ time }) => `Último rastreo: ${writtenTime(time)}.`,
  'health.counts': ({ failing, well, recorded, untried }) =>
    `${[
      ...(failing === undefined ? [] : [`${number(failing)} con problemas`]),
      ...(well === undefined ? [] : [`${number(well)} bien`]),
      ...(recorded === undefined
        ? []
        : [plural(recorded, { one: '# leída de una grabación', other: '# leídas de una grabación' })]),
      ...(untried === undefined
        ? []
        : [plural(untried, { one: '# sin probar todavía', other: '# sin probar todavía' })]),
    ].join(', ')}.`,
  'health.keeps':
    'Una fuente con problemas conserva su último registro bueno: lo que figura en la lista sigue siendo cierto, aunque pueden faltar compilaciones más recientes.',
  'health.state-failing': 'con problemas',
  'health.state-well': 'bien',
  'health.state-recorded': 'leída de una grabación',
  'health.state-untried': 'sin probar todavía',
  'health.each-day': 'Cada marca es un día:',
  'health.day-wrong': 'algo iba mal',
  'health.day-well': 'todo en orden',
  'health.day-part': 'consultada en parte, en orden',
  'health.day-unasked': 'no consultada',
  'health.no-runs': 'No hay ningún rastreo registrado.',
  'health.runs': (runs) => {
    const parts = [
      ...(runs.well === undefined ? [] : [`${number(runs.well)} con todo en orden`]),
      ...(runs.wrong === undefined
        ? []
        : [`${number(runs.wrong.length)} con algo mal (${runs.wrong.map(written).join(', ')})`]),
      ...(runs.part === undefined ? [] : [`${number(runs.part)} con consulta parcial, en orden`]),
      ...(runs.unasked === undefined ? [] : [`${number(runs.unasked)} sin consulta`]),
    ];
    return `${plural(runs.days, days)} hasta el ${written(runs.to)}: ${parts.join(', ')}.`;
  },
  'health.place': ({ feed, release }) => {
    if (feed === undefined) return `Versión ${release}:`;
    return release === undefined ? `Canal ${feed}:` : `Canal ${feed}, versión ${release}:`;
  },
  'health.more-problems': ({ count }) => plural(count, { one: '# problema más', other: '# problemas más' }),
  'health.unrecorded': ({ count }) =>
    plural(count, {
      one: '# dirección que no está en la grabación',
      other: '# direcciones que no están en la grabación',
    }),
  'health.standing-still': ({ count }) =>
    plural(count, { one: '# serie detenida', other: '# series detenidas' }),
  'health.stale': ({ stream, release, newest, expectedBy }) =>
    `Serie ${stream} de ${release}: nada desde el ${written(newest)}; la siguiente compilación se esperaba para el ${written(expectedBy)}.`,
  'health.source': 'Fuente',
  'health.state': 'Estado',
  'health.last-days': 'Últimos treinta días',
  'health.last-good': 'Última vez en orden',
  'health.last-tried': 'Último intento',
  'health.good': 'en orden',
  'health.tried': 'intento',
  'sources.only-label': 'Solo fuentes con estas palabras',
  'sources.only': 'Solo con estas palabras',
  'sources.page': 'Fuentes: qué se sabe de cada editor',
  'sources.title': 'Todos los productos que conoce el catálogo',
  'sources.best': 'Mejor nivel',
  'sources.products': 'Productos',
  'sources.recorded': 'Con compilaciones registradas',
  'sources.partly': ({ count }) => `${number(count)} de ellos en parte`,
  'sources.all': 'todos',
  'sources.about': ({ file }) =>
    `El nivel es el mejor que alcanzan los canales de un editor, según declara la fuente; si se cumple, se ve en cada compilación. Se dice en qué se apoya una descripción cuando no lo muestra ninguna página grabada. Para programas: ${file}.`,
  'sources.product': 'Producto',
  'sources.streams': 'Series',
  'sources.architectures': 'Arquitecturas',
  'sources.feed': 'Canal',
  'sources.trust': 'Confianza',
  'sources.key': 'Clave',
  'sources.rests-on': 'Se apoya en',
  'sources.not-crawled': 'sin rastrear todavía',
  'sources.builds': ({ count }) => plural(count, builds),
  'sources.as-listed': 'según la lista',
  'sources.in-part': 'en parte',
  'sources.more-keys': ({ count }) => `y ${number(count)} más`,
  'sources.own-pages': 'sus páginas grabadas',
  'sources.notes': ({ notes, open }) =>
    `${plural(notes, { one: '# nota', other: '# notas' })}${open === 0 ? '' : `, ${number(open)} sin confirmar`}`,
  'sources.not-confirmed': 'Sin confirmar:',
  'known.title': 'Conocidos, sin rastrear todavía',
  'known.about': ({ table }) =>
    `De estos no hay ninguna compilación registrada: sus páginas dicen dónde ofrecen imágenes sus editores y hasta qué punto se pueden comprobar. ${table}`,
  'known.table': 'Todas las fuentes en una tabla',
  'changes.page': 'Compilaciones nuevas y retiradas',
  'changes.page-of': (one) => `Compilaciones nuevas y retiradas en ${month(one.month)}`,
  'changes.title': 'Novedades',
  'changes.last-days': (last) =>
    `${plural(last.days, { one: 'El último día', other: 'Los últimos # días' })} en que un editor publicó o retiró una compilación: ${plural(last.changes, changes)}.`,
  'changes.days-mean':
    'Los días son los que indican los editores, o bien los de sus firmas. Cuándo se registró aquí una compilación lo dice el historial del catálogo en git.',
  'changes.feed': 'suscripción:',
  'changes.for-programs': 'para programas',
  'changes.to-months': 'por meses',
  'changes.months': 'Por meses',
  'changes.moved-builds': ({ count }) =>
    plural(count, { one: '# compilación trasladada', other: '# compilaciones trasladadas' }),
  'changes.none': 'Todavía no ha sucedido nada.',
  'changes.of-day': ({ published, withdrawn }) =>
    [
      ...(published > 0
        ? [plural(published, { one: '# compilación nueva', other: '# compilaciones nuevas' })]
        : []),
      ...(withdrawn > 0 ? [plural(withdrawn, { one: '# retirada', other: '# retiradas' })] : []),
    ].join(', '),
  'changes.of-month': (month) => `${plural(month.changes, changes)} en ${plural(month.days, days)}.`,
  'changes.withdrawn': 'Retiradas',
  'changes.files': ({ files, arch }) =>
    `${plural(files, { one: '# archivo', other: '# archivos' })} para ${arch}`,
  'changes.moved': 'Compilaciones trasladadas',
  'changes.moved-about':
    'Compilaciones cuyo editor llevó los archivos a otro lugar, por ejemplo a un repositorio histórico. La página de cada una dice dónde están ahora; la fecha del traslado no consta. Una compilación solo se da por trasladada si su archivo de sumas es allí exactamente el mismo que está registrado.',
  'changes.none-moved': 'Ninguna compilación registrada se ha trasladado.',
  'scheme.calver': 'por fecha',
  'scheme.semver': 'por número',
  'scheme.rolling': 'publicación continua',
  'scheme.other': 'de otro modo',
  'lists.title': 'Listas de imágenes',
  'lists.about': ({ home }) =>
    `La compilación más reciente de cada serie, por una sola propiedad. Cada lista tiene su suscripción. Varias propiedades a la vez, y compilaciones anteriores, se piden ${home}; para eso hace falta JavaScript.`,
  'lists.home': 'en la primera página',
  'lists.products': 'Productos',
  'lists.lists': 'Listas',
  'lists.by-kind': 'Tipo',
  'lists.by-architecture': 'Arquitectura',
  'lists.by-format': 'Formato',
  'lists.by-trust': 'Confianza',
  'lists.by-support': 'Soporte',
  'lists.by-family': 'Familia',
  'lists.by-language': 'Idioma',
  'lists.lts': 'soporte a largo plazo',
  'lists.supported': 'versiones con soporte',
  'lists.of-kind': ({ kind }) =>
    ({
      cloud: 'Imágenes para la nube',
      installer: 'Instaladores',
      live: 'Sistemas en vivo',
      netboot: 'Archivos de arranque por red',
      container: 'Contenedores',
      board: 'Imágenes para placas',
    })[kind],
  'lists.of-signed': 'Imágenes firmadas',
  'lists.of-sums-only': 'Imágenes con sumas, pero sin firma',
  'lists.of-weak': 'Imágenes con resúmenes débiles',
  'lists.of-imported': 'Imágenes tomadas de otros catálogos',
  'lists.of-every-arch': 'Imágenes para cualquier arquitectura',
  'lists.of-arch': ({ arch }) => `Imágenes para ${arch}`,
  'lists.of-format': ({ format }) => `Imágenes en formato ${format}`,
  'lists.of-language': ({ tag }) => `Imágenes en ${languageWord(tag, 'es')}`,
  'lists.of-family': ({ family }) => `Imágenes de la familia ${family}`,
  'lists.of-lts': 'Imágenes de versiones con soporte a largo plazo',
  'lists.of-supported': 'Imágenes de versiones con soporte',
  'lists.counts': (counts) =>
    `${plural(counts.builds, builds)} de ${plural(counts.products, { one: '# producto', other: '# productos' })}, la más reciente de cada serie.`,
  'lists.narrow': 'Acotar la lista',
  'lists.empty': 'Sus editores ya no ofrecen ninguna de estas compilaciones.',
  'lists.pages': 'Páginas',
  'lists.previous': 'Anterior',
  'lists.next': 'Siguiente',
  'lists.page': ({ page, last }) => `Página ${number(page)} de ${number(last)}`,
};
