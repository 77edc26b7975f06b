import type { KeyState } from '../../../../core/keys/key-state.ts';
import { numberWords } from '../../numbers.ts';
import type { InLanguage } from '../../say.ts';
import type { keysEn } from './en.ts';

const { count: number, day: written, plural } = numberWords('es');

const STATES: Record<KeyState['state'], [one: string, many: string]> = {
  good: ['en regla', 'en regla'],
  expiring: ['caduca pronto', 'caducan pronto'],
  expired: ['caducada', 'caducadas'],
  revoked: ['revocada', 'revocadas'],
  weak: ['demasiado débil', 'demasiado débiles'],
  unfit: ['no firma nada', 'no firman nada'],
  mismatch: ['con otra en su lugar', 'con otra en su lugar'],
  missing: ['no está aquí', 'no están aquí'],
  unknown: ['sin examinar', 'sin examinar'],
};

/** The reasons that OpenPGP has; another stays what it is. */
const REASONS: Readonly<Record<string, string>> = {
  retired: 'retirada',
  replaced: 'sustituida',
  compromised: 'comprometida',
  'revoked without a reason': 'sin motivo',
};

function inDays(days: number): string {
  return days <= 0 ? 'hoy' : plural(days, { one: 'dentro de # día', other: 'dentro de # días' });
}

function endWords({ expires, days }: { expires?: string; days?: number }): string {
  if (expires === undefined) return 'no caduca nunca';
  if (days === undefined) return `caducó el ${written(expires)}`;
  return `caduca el ${written(expires)}, ${inDays(days)}`;
}

function revokedWords({ at, reason }: { at: string; reason: string }): string {
  return `revocada el ${written(at)} (${REASONS[reason] ?? reason})`;
}

function stateWords(state: KeyState): string {
  if (state.state === 'revoked') return revokedWords(state);
  if (state.state === 'expired') return `caducó el ${written(state.at)}`;
  if (state.state === 'expiring') return `caduca ${inDays(state.days)}`;
  if (state.state === 'mismatch') return 'otra clave en su lugar';
  return STATES[state.state][0];
}

/** Levels, keys, the policy and what is tried against it, in Spanish. */
export const keysEs: InLanguage<typeof keysEn> = {
  'level.signed-means':
    'La clave del propio editor, fijada aquí por su huella completa, firmó el archivo que contiene el resumen criptográfico, o la propia imagen, y la firma se comprobó antes de dar por cierto nada de lo firmado.',
  'level.sums-only-means':
    'El editor no firma nada para esta imagen. El resumen se leyó por TLS del servidor del propio editor; protege de una descarga dañada, pero menos de un servidor comprometido.',
  'level.weak-means':
    'El editor solo ofrece MD5 o SHA-1, o sirve sus sumas por http sin cifrar. Un resumen así detecta accidentes, no ataques.',
  'level.imported-means': 'El resumen se tomó de otro catálogo y no se comprobó aquí.',
  'trust.page': 'Confianza: niveles, claves y política',
  'trust.title': 'En quién confía el catálogo, y hasta dónde',
  'trust.here': ({ levels, keys, policy, attacks }) =>
    `En esta página: ${levels} · ${keys} · ${policy}. En otra: ${attacks}.`,
  'trust.to-levels': 'niveles',
  'trust.to-keys': 'claves',
  'trust.to-policy': 'cómo debe ser una firma',
  'trust.to-attacks': 'ataques',
  'trust.about':
    'Un resumen solo se registra después de comprobar el archivo que lo contiene: primero los bytes y después el contenido. Cada compilación dice qué se comprobó, y su página dice cómo volver a comprobarlo sin este sitio.',
  'trust.levels': 'Cuatro niveles',
  'trust.keys': 'Claves',
  'trust.each': 'Cada una tiene su página: para quién firma, qué ha firmado y cómo comprobarla.',
  'trust.policy': 'Cómo debe ser una firma',
  'trust.counts':
    'Una firma solo cuenta si es de una de estas claves, comparada por la huella completa. Una subclave que firma cuenta por su clave primaria.',
  'trust.policy-about': ({ gpgv, file, attacks }) =>
    `El rastreador decide por estas líneas y por nada más; ${gpgv}, que muchos usan para lo mismo, es en algunos puntos menos estricto. Para programas, las claves y la política están en ${file}. Lo que resulta de estas líneas y de las demás reglas del rastreador cuando alguien intenta esquivarlas lo muestra la página de ${attacks}.`,
  'key.page': ({ owner, key }) => `${owner}: clave ${key}`,
  'key.none': 'No hay ninguna clave fijada.',
  'key.counts': ({ keys, ...counts }) =>
    `${plural(keys, { one: '# clave', other: '# claves' })}: ${(Object.keys(STATES) as KeyState['state'][])
      .flatMap((state) => {
        const alike = counts[state];
        return alike === undefined ? [] : `${number(alike)} ${STATES[state][alike === 1 ? 0 : 1]}`;
      })
      .join(', ')}.`,
  'key.state': stateWords,
  'key.means-lasting': 'Lo que firma cuenta; no caduca nunca.',
  'key.means-until': ({ day }) => `Lo que firme hasta el ${written(day)} cuenta.`,
  'key.means-over': 'Lo que firmó antes de ese día cuenta; lo que firme después, no.',
  'key.means-taken-back': 'Nada de lo que firma cuenta, ni siquiera lo que firmó antes de ese día.',
  'key.means-missing':
    'Aquí aún no hay copia de ella: mientras no la haya, nada de lo que firma puede comprobarse.',
  'key.means-mismatch':
    'El archivo con su nombre contiene otra clave: mientras no se corrija, nada de lo que firma puede comprobarse.',
  'key.means-weak':
    'Las claves de su tipo hoy pueden romperse: lo que firma se rechaza, salvo que una fuente diga hasta cuándo cuenta.',
  'key.means-unfit':
    'Su propietario no deja que ninguna parte de ella firme archivos: lo que firma se rechaza.',
  'key.means-unknown': 'Lo que dice de sí misma aún no está registrado.',
  'key.key': 'Clave',
  'key.signs-for': 'Firma para',
  'key.standing': 'Estado',
  'key.signs-until': 'Firma hasta',
  'key.builds': 'Compilaciones',
  'key.until': 'hasta',
  'key.no-end': 'sin fin',
  'key.owner': 'Propietario',
  'key.also-called': 'También llamada',
  'key.algorithm': 'Algoritmo',
  'key.subkeys': 'Subclaves',
  'key.has-signed': 'Ha firmado',
  'key.our-copy': 'Nuestra copia',
  'key.copy-fingerprint': ({ owner }) => `Copiar la huella de ${owner}`,
  'key.only-for': ({ releases }) => ` solo para ${releases}`,
  'key.made': ({ algorithm, isSignify, created, ...end }) =>
    [
      algorithm,
      ...(isSignify === true ? ['de signify o minisign'] : []),
      ...(created === undefined ? [] : [`creada el ${written(created)}`]),
      endWords(end),
    ].join(', '),
  'key.subkey': ({ signs, algorithm, created, revoked, ...end }) =>
    `${signs ? 'firma' : 'no firma'}, ${algorithm}, creada el ${written(created)}, ${revoked ? revokedWords(revoked) : endWords(end)}`,
  'key.subkeys-none-sign': ({ count }) =>
    plural(count, { one: '# subclave, que no es para firmar', other: '# subclaves, ninguna para firmar' }),
  'key.subkeys-sign': ({ count, today, alone }) =>
    `${plural(count, { one: '# subclave', other: '# subclaves' })}, de las que ${today === 0 ? 'hoy no firma ninguna' : plural(today, { one: 'hoy firma #', other: 'hoy firman #' })}${alone ? '; la propia clave no firma archivos' : ''}`,
  'key.signed-nothing': 'Nada que esté registrado.',
  'key.signed-builds': ({ builds, newest, on }) =>
    `${plural(builds, { one: '# compilación registrada', other: '# compilaciones registradas' })}, la más reciente ${newest}${on === undefined ? '' : ` el ${written(on)}`}.`,
  'key.not-here': ({ place }) => `no está aquí: ${place}`,
  'key.obtained': ({ day, place }) => `del ${written(day)}, de ${place}`,
  'key.at-publisher': 'En el editor',
  'key.at-key-server': 'En un servidor de claves',
  'key.no-address': 'en ninguna dirección que aquí se conozca',
  'key.needed-for': 'la necesita para',
  'key.over-for': 'ya no da soporte a',
  'key.not-taken': 'la fija, y no acepta nada de lo que firma',
  'key.more-streams': ({ count }) =>
    plural(count, {
      one: 'Y la más reciente de # serie más.',
      other: 'Y las más recientes de # series más.',
    }),
  'key.check': 'Compruébela usted mismo',
  'key.check-about':
    'Que este sitio diga una huella no prueba nada. Compárela, entera, con la que el editor dé en un lugar que nada tenga que ver con este: su documentación, un paquete de una distribución, un sistema instalado.',
  'key.copy-check': 'Copiar las órdenes que comprueban la clave',
  'key.check-with-osdex':
    'O bien, con el mismo archivo, con osdex: dice además qué productos fijan la clave y qué otras claves responden de ella.',
  'key.copy-osdex': 'Copiar la orden que comprueba la clave con osdex',
  'key.check-online': ({ command }) =>
    `Quien mantiene un catálogo compara todas las claves fijadas con las copias de los propios editores con ${command}.`,
  'key.check-signature': ({ newest }) =>
    `Cómo comprobar una firma de esta clave lo dice la página de cada compilación, como la de ${newest}.`,
  'key.alarms': ({ count }) =>
    plural(count, { one: 'Una clave requiere atención', other: 'Claves que requieren atención' }),
  'key.missing': ({ count }) =>
    plural(count, {
      one: '# clave fijada aún no está aquí: nada de lo que firma se puede comprobar',
      other: '# claves fijadas aún no están aquí: nada de lo que firman se puede comprobar',
    }),
  'key.alarm': 'Esta clave requiere atención',
  'key.see': 'Ver la clave',
  'key.alarms-mean': ({ command }) =>
    `Lo registrado quedó comprobado al registrarse y lo sigue estando. ${command} indica qué hacer a quien mantiene este catálogo.`,
  'key.to-know': ({ count, isOfOne }) =>
    `${plural(count, { one: '# cosa', other: '# cosas' })} que conviene saber de ${isOfOne === true ? 'esta clave' : 'las claves'}`,
  'policy.in-english': 'Las reglas y sus motivos están en inglés, como los errores del rastreador.',
  'policy.rule': 'Regla',
  'policy.says': 'Qué dice',
  'policy.verdict': 'Veredicto',
  'policy.same': 'hace lo mismo',
  'policy.counts': 'cuenta',
  'policy.refused': 'se rechaza',
  'policy.hashes': 'Algoritmos de resumen en las firmas',
  'policy.kinds': 'Tipos de claves',
  'policy.algorithm': 'Algoritmo',
  'policy.accepted': 'Se acepta',
  'policy.why': 'Por qué',
  'policy.always': 'sí',
  'policy.by-exception': 'solo donde una fuente dice hasta cuándo',
  'policy.never': 'no',
  'policy.least-bits': ({ bits }) => `, a partir de ${bits} bits`,
  'attacks.page': 'Ataques al catálogo',
  'attacks.counts': ({ attacks, refused, passedOver, told, letThrough }) => {
    const parts = [
      ...(refused === undefined ? [] : [plural(refused, { one: '# rechazado', other: '# rechazados' })]),
      ...(passedOver === undefined
        ? []
        : [plural(passedOver, { one: '# pasado por alto', other: '# pasados por alto' })]),
      ...(told === undefined ? [] : [plural(told, { one: '# advertido', other: '# advertidos' })]),
      ...(letThrough === undefined
        ? []
        : [
            plural(letThrough, {
              one: '# admitido donde no hace daño',
              other: '# admitidos donde no hacen daño',
            }),
          ]),
    ];
    return `${plural(attacks, { one: '# ataque', other: '# ataques' })}: ${parts.join(', ')}`;
  },
  'attacks.about': ({ policy }) =>
    `Lo que puede hacerle a un catálogo de imágenes quien tiene en su poder un servidor, una réplica, la red o una clave perdida. Cada cambio del código intenta cada ataque dos veces: contra un cliente pequeño que trabaja como muchos, y que debe salir dañado, y contra osdex. Esta página se escribe con lo que sucedió; las palabras entre corchetes cambian de una vez a otra. Cada línea se abre para mostrar qué le sucede a una herramienta corriente y qué dice osdex. Cómo debe ser una firma lo dice ${policy}.`,
  'attacks.policy': 'la política',
  'attacks.in-english': 'Los ataques se describen en inglés.',
  'attacks.refused': 'lo rechaza',
  'attacks.passed-over': 'lo pasa por alto',
  'attacks.told': 'advierte de él',
  'attacks.let-through': 'lo deja pasar',
  'attacks.usual-tool': 'Herramienta corriente',
  'attacks.as': ({ code }) => ` como ${code}`,
  'attacks.seen': 'Usted ve',
  'attacks.link': 'Enlace',
};
