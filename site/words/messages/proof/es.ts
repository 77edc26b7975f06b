import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import type { proofEn } from './en.ts';

const { day: written, list, plural, time: writtenTime } = numberWords('es');

const otherSignatures = {
  one: ' Junto a ella hay # firma más, que no importa: basta con una correcta de una clave fijada.',
  other: ' Junto a ella hay # firmas más, que no importan: basta con una correcta de una clave fijada.',
};

/** Who vouches for a build, how its digest is proven, and how to check it, in Spanish. */
export const proofEs: InLanguage<typeof proofEn> = {
  'evidence.signed': ({ who, day }) => `Firmada por ${who}${day === undefined ? '' : ` el ${written(day)}`}.`,
  'evidence.signed-by-key': ({ key, day }) =>
    `Firmada por la clave ${key}${day === undefined ? '' : ` el ${written(day)}`}.`,
  'evidence.sums-only': ({ vendor, host }) =>
    `Sin firma: ${vendor} no publica aquí ninguna. Los resúmenes se leyeron por TLS de ${host}.`,
  'evidence.weak': ({ vendor }) => `Débil: ${vendor} solo ofrece lo que detecta accidentes, no ataques.`,
  'evidence.imported': ({ from }) => `Tomada de ${from}; no se ha comprobado aquí.`,
  'evidence.signature': ({ file, isInside, isOverImage, hash, others = 0 }) =>
    `La firma está ${isInside ? 'dentro de' : 'en'} ${file}${isOverImage ? ', cubre la propia imagen' : ''} y usa ${hash}.${others === 0 ? '' : plural(others, otherSignatures)}`,
  'chain.about': 'La prueba, desde la clave del editor hasta su disco',
  'chain.key': 'Clave del editor',
  'chain.signature': 'Firma',
  'chain.sums': 'Archivo de sumas',
  'chain.image': 'Imagen',
  'chain.digest': 'Resumen',
  'chain.file': 'El archivo en su disco',
  'chain.pinned': 'fijada',
  'chain.good': 'correcta',
  'chain.image-signed': 'firmada',
  'chain.sums-signed': 'firmado',
  'chain.over-tls': 'leído por TLS',
  'chain.not-protected': 'sin protección',
  'chain.recorded': 'registrado',
  'chain.forgeable': 'falsificable',
  'chain.not-offered': 'no se ofrece',
  'chain.not-checked': 'sin comprobar aquí',
  'chain.not-seen': 'no visto',
  'chain.yours': 'lo comprueba usted',
  'chain.unlisted-key': 'Una clave que la fuente ya no nombra',
  'chain.made': ({ at, hash, file, isInside, isOverImage }) => {
    const made = `Hecha${at === undefined ? '' : ` el ${writtenTime(at)}`} con ${hash}`;
    return isInside
      ? `${made}, dentro de ${file}.`
      : `${made}${isOverImage ? ', sobre la propia imagen' : ''}: ${file}.`;
  },
  'chain.signs-nothing': ({ vendor }) => `${vendor} no firma nada aquí.`,
  'chain.other-catalog': 'No hay más garantía que la palabra del otro catálogo.',
  'chain.no-signature': 'Ninguna firma une la clave con los resúmenes.',
  'chain.read-whole': ({ file }) => `${file}, que el rastreador leyó por completo.`,
  'chain.taken': ({ from }) => `Tomado de ${from}.`,
  'chain.file-of-host': ({ file, host }) => `${file} de ${host}`,
  'chain.no-address': ({ file }) => `${file} no tiene dirección en la web.`,
  'chain.plain-http': ({ file }) =>
    `${file} se sirve por http sin cifrar: cualquiera pudo modificarlo por el camino.`,
  'chain.can-be-forged': (algorithms) =>
    algorithms.length === 1
      ? `${list(algorithms)} se puede falsificar; solo detecta descargas defectuosas.`
      : `${list(algorithms)} se pueden falsificar; solo detectan descargas defectuosas.`,
  'chain.of-image': (algorithms) =>
    `${list(algorithms)} de la imagen firmada, ${algorithms.length === 1 ? 'calculado' : 'calculados'} mientras se leía.`,
  'chain.of-files': ({ algorithms, files }) =>
    `${list(algorithms)} de ${plural(files, { one: '# archivo, que figura', other: '# archivos, que figuran' })} más abajo.`,
  'chain.compare': 'Más abajo, una sola orden compara su resumen con el registrado.',
  'check.heading': 'Comprobar la prueba sin fiarse de este sitio',
  'check.copy': 'Copiar las órdenes que comprueban la prueba',
  'check.copy-osdex': 'Copiar la orden que comprueba la prueba con osdex',
  'check.with-osdex':
    'O bien, con los mismos archivos, con osdex: tiene las claves fijadas y no consulta a nadie.',
  'check.fetch-sums': 'Descargar el archivo de sumas.',
  'check.fetch-image': 'Descargar la imagen: la firma la cubre por completo.',
  'check.fetch-signature': 'Descargar su firma.',
  'check.fetch-key': 'Descargar la clave del editor.',
  'check.ask-key-server': 'Descargar la clave de un servidor de claves.',
  'check.show-key': 'Mostrar qué es: la huella debe ser la de arriba, cifra por cifra.',
  'check.same-key': 'Comprobar que el archivo contiene esta misma clave: así es si aparece su huella.',
  'check.same-line': 'Comprobar que el archivo contiene esta misma línea: así es si la línea aparece.',
  'check.line-elsewhere': ({ copy }) =>
    `Comprobar que una copia de otro lugar, aquí ${copy}, contiene esta misma línea: así es si la línea aparece.`,
  'check.write-key': 'Escribir la clave en un archivo, tal como la espera signify.',
  'check.signature': 'Comprobar la firma con la propia clave.',
  'check.signature-inside': ({ proven }) =>
    `Comprobar la firma con la propia clave. Lo que se firmó va a ${proven}.`,
  'check.gpgv': 'Comprobar la firma; es correcta si aparece una línea que termina en la huella.',
  'check.gpgv-inside': ({ proven }) =>
    `Comprobar la firma; es correcta si aparece una línea que termina en la huella. Lo que se firmó va a ${proven}.`,
  'check.names-digest': ({ file }) => `Comprobar que contiene el resumen de ${file}.`,
  'check.same-digest': 'Comprobar que su resumen es el registrado.',
};
