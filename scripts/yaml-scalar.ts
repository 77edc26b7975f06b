/** What every YAML reader takes for the same text without quotes; the rest goes in quotes, as JSON, which is YAML. */
const PLAIN = /^[A-Za-z0-9][\w./+<>()@,;~-]*(?:(?: |:\/\/)[\w./+<>()@,;~-]+)*$/;
const WORD_OF_YAML = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
/** A number or a date, also of a fingerprint such as 12E34. */
const LIKE_A_NUMBER = /^(?:[0-9][0-9_.]*(?:e[0-9]+)?|0[xo].*|\d{4}-\d.*)$/i;

/** A text as people write it in YAML: plain where every reader takes it for this text, in quotes elsewhere. */
export function scalar(text: string): string {
  const isPlain = PLAIN.test(text) && !WORD_OF_YAML.test(text) && !LIKE_A_NUMBER.test(text);
  return isPlain ? text : quoted(text);
}

/** What cannot be seen is written out, so that who reads the patch sees it. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
