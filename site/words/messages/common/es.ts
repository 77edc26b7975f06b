import { languageWord } from '../../language.ts';
import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import type { commonEn } from './en.ts';

const { count: number, day: written, plural } = numberWords('es');

const sources = { one: '# fuente', other: '# fuentes' };

/** The same in Spanish. */
export const commonEs: InLanguage<typeof commonEn> = {
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
  'crumbs.about': 'Ubicación en el sitio',
  'copy.word': 'copiar',
  'missing.title': 'No existe esta página',
  'missing.about': ({ form }) =>
    `No hay nada del catálogo en esta dirección. Las compilaciones nunca se borran, así que quizá la dirección tenga una errata; se escribe así: ${form}.`,
  'missing.all': 'Ver todas las imágenes',
  'day.published': ({ day }) => `publicada el ${written(day)}`,
  'day.signed': ({ day }) => `firmada el ${written(day)}`,
  'day.none': 'sin fecha',
  'docs.title': 'Documentación',
  'docs.in-english': 'Esta página está en inglés.',
  'docs.guide': 'Guía de uso',
  'docs.guide-about':
    'Encontrar una imagen, saber por qué fiarse de ella, mantener una réplica y enterarse de las compilaciones nuevas.',
  'docs.api': 'Archivos para programas',
  'docs.api-about': 'Cada dirección con la que pueden contar los programas, con ejemplos listos para pegar.',
  'docs.exports': 'Formatos para otros programas',
  'docs.exports-about':
    'Cada formato al que se pueden exportar las imágenes, qué programas lo leen y qué se ha probado con ellos.',
  'docs.repository': 'Mantener un repositorio',
  'docs.repository-about':
    'Planificar lo que guarda una réplica, descargarlo y comprobarlo, hallar lo que se estropeó, y todo lo demás.',
  'docs.formats': 'El formato del catálogo',
  'docs.formats-about': 'Cada campo de los archivos YAML y lo que significa, con sus esquemas JSON.',
  'docs.sources': 'Todas las fuentes',
  'docs.sources-about':
    'Cada producto que el catálogo conoce, rastreado o no, y hasta qué punto se puede comprobar cada uno.',
  'docs.add': 'Añadir una distribución',
  'docs.add-about': 'De una dirección a imágenes firmadas, con un ejemplo completo.',
  'docs.attacks': 'Ataques',
  'docs.attacks-about': 'Lo que se intenta contra el catálogo con cada cambio y lo que resulta de ello.',
  'mirror.title': 'Componer una réplica',
  'mirror.about':
    'Elija de qué quiere guardar una copia y descárguela con un script o con una herramienta que ya tenga. Cada archivo se comprueba con su resumen criptográfico.',
  'mirror.counting': 'Leyendo la lista de archivos…',
  'mirror.chosen': ({ files, products, size }) =>
    `${plural(files, { one: '# archivo', other: '# archivos' })} de ${plural(products, { one: '# producto', other: '# productos' })}, ${size}`,
  'mirror.size-unknown': 'tamaños no publicados',
  'mirror.size-least': ({ size }) => `al menos ${size}`,
  'mirror.none': 'Ningún archivo tiene todas estas propiedades. Quite una de ellas:',
  'mirror.files': ({ count }) => plural(count, { one: '# archivo', other: '# archivos' }),
  'mirror.by-product': 'Tamaño por producto',
  'mirror.files-by-product': 'Archivos por producto',
  'mirror.layout': 'Carpetas',
  'mirror.layout-catalog': 'producto / versión / serie / compilación (nada se sustituye nunca)',
  'mirror.layout-product': 'producto / versión',
  'mirror.layout-kind': 'tipo / producto',
  'mirror.layout-flat': 'todo en una carpeta',
  'mirror.keep': 'Guardar de cada serie',
  'mirror.keep-newest': ({ count }) =>
    plural(count, { one: 'la compilación más reciente', other: 'las # compilaciones más recientes' }),
  'mirror.keep-all': 'todas las compilaciones registradas',
  'mirror.tool': 'Herramienta',
  'mirror.tool-script': 'Script de shell',
  'mirror.tool-powershell': 'Script de PowerShell',
  'mirror.tool-aria2': 'aria2',
  'mirror.tool-rclone': 'rclone',
  'mirror.tool-metalink': 'Metalink',
  'mirror.tool-plan': 'Plan',
  'mirror.about-script':
    'Solo necesita un shell y curl, wget o aria2; léalo antes de ejecutarlo. Ejecútelo otra vez para continuar o comprobar. Puede descargar varios archivos a la vez, conservar cierto número de compilaciones de cada serie y comprobar con gpgv las firmas del editor: --help explica cómo.',
  'mirror.about-powershell':
    'Para Windows y para cualquier sistema con PowerShell: descarga, reanuda y comprueba cada archivo. No necesita nada más; léalo antes de ejecutarlo.',
  'mirror.about-aria2': 'Varios archivos a la vez, reanudados y comprobados por aria2.',
  'mirror.about-rclone':
    'A cualquier almacenamiento que rclone conozca, como S3 o SFTP; necesita rclone 1.72 o posterior. La segunda orden comprueba lo que se ha copiado.',
  'mirror.about-metalink': 'Para gestores de descargas que leen Metalink 4 (RFC 5854).',
  'mirror.about-plan':
    'La propia selección y no los archivos de hoy, de modo que también vale para compilaciones futuras; osdex genera el script a partir de ella.',
  'mirror.save': ({ file }) => `Guardar ${file}`,
  'mirror.copy-command': 'Copiar la orden',
  'mirror.then': 'Después, en la misma carpeta:',
  'mirror.left-out': ({ count }) =>
    plural(count, {
      one: 'Se deja fuera # archivo: le falta un resumen que permita comprobarlo o una dirección https sencilla.',
      other:
        'Se dejan fuera # archivos: les falta un resumen que permita comprobarlos o una dirección https sencilla.',
    }),
  'mirror.shared': ({ count, path }) =>
    `${plural(count, { one: '# ruta corresponde', other: '# rutas corresponden' })} a varios archivos, como ${path}; de cada una se toma el primero. Con la primera opción de carpetas, cada archivo tiene su propia ruta.`,
  'mirror.failed': ({ reason }) =>
    `No se pudo obtener la lista de archivos: ${reason}. Elija de nuevo para volver a intentarlo.`,
  'mirror.ready': 'Scripts listos para usar',
  'mirror.ready-about':
    'La compilación más reciente de cada serie de un producto, en un script que se genera con el sitio. Cada versión tiene el suyo en su página.',
  'mirror.link': ({ count }) =>
    plural(count, { one: 'Replicar este archivo', other: 'Replicar estos # archivos' }),
  'use.heading': 'Usar esta imagen',
  'use.use': 'Usar',
  'use.with': 'Usar con',
  'use.copy-command': 'copiar',
  'use.copy-url': 'Copiar la URL',
  'use.copy-digest': 'Copiar el resumen',
  'use.digest': 'resumen',
  'use.no-size': 'sin tamaño',
  'use.which-build': 'En un catálogo de osdex: dice qué compilación es y quién la firmó.',
  'use.on-a-node':
    'En un nodo cuyo almacenamiento admita este contenido; 9000 es el número de la máquina nueva.',
  'use.save-as': ({ file, command }) => `Guardar como ${file} y después: ${command}`,
  'use.fetch-first': ({ url }) => `Descargar antes: ${url}`,
  'use.iso-on-stick':
    'La mayoría de los archivos ISO, aunque no todos, arrancan tal cual desde una memoria USB.',
  'use.overwritten': 'Ponga en lugar de /dev/sdX el disco que se va a sobrescribir; lsblk los muestra todos.',
  'foot.revision': ({ revision }) => `Revisión del catálogo ${revision}`,
  'foot.no-revision': 'Catálogo sin revisión',
  'copy.done': 'copiado',
  'copy.by-hand': 'Su navegador no permite copiar; cópielo de aquí:',
  'copy.not-loaded':
    'No se pudo cargar el resumen. Quizá el catálogo se publicó de nuevo: recargue la página.',
  'level.signed': 'firmado',
  'level.sums-only': 'solo sumas',
  'level.weak': 'débil',
  'level.imported': 'importado',
  'level.none': 'sin prueba',
  'sources.count': ({ count }) => plural(count, sources),
  'sources.found': ({ found, count }) => `${number(found)} de ${plural(count, sources)}`,
  'kind.cloud': 'imagen para la nube',
  'kind.installer': 'instalador',
  'kind.live': 'sistema en vivo',
  'kind.netboot': 'arranque por red',
  'kind.container': 'contenedor',
  'kind.board': 'imagen para placa',
  'language.name': (tag) => languageWord(tag, 'es'),
  'size.bytes': (sizeBytes) => `${number(sizeBytes)} bytes`,
  'support.LTS': 'LTS',
  'support.extended': 'ampliado',
  'support.ended': 'terminada',
  'support.until': ({ end }) => `con soporte hasta el ${written(end)}`,
  'support.extended-until': ({ end, extended }) =>
    `terminada el ${written(end)}, soporte ampliado hasta el ${written(extended)}`,
  'support.ended-on': ({ end }) => `terminada el ${written(end)}`,
};
