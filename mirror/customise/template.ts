import { OsdexError } from '../../core/error.ts';

/** `{{name}}`, without blanks: what other template languages write otherwise stays theirs. */
const PLACEHOLDER = /\{\{([A-Za-z_][\w-]*)\}\}/g;

/** cloud-init fills these itself, on the machine. */
const JINJA = /^## template: jinja/;

/** Names of values that are for nobody's eyes. */
const SECRET =
  /pass(?:w|phrase|[-_]|$)|secret|token|psk|credential|private|(?:^|[-_])(?:key|pin|hash|pw)(?:$|[-_])/i;

/** Whether a value of this name must not be written where others can read it, such as in the list of processes. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name);
}

/**
 * Fills the placeholders of a text.
 *
 * @param path for messages.
 * @param used told of the names that were found.
 * @throws OsdexError `usage` where one has no value, or a value has several lines.
 */
export function fillTemplate(
  text: string,
  path: string,
  values: ReadonlyMap<string, string>,
  used: Set<string>,
): string {
  return text.replaceAll(PLACEHOLDER, (placeholder: string, name: string, at: number) => {
    const value = values.get(name);
    used.add(name);
    if (value === undefined) {
      if (JINJA.test(text)) return placeholder;
      const line = text.slice(0, at).split('\n').length;
      throw new OsdexError(
        'usage',
        `${path}:${line}: expected a value for ${placeholder}, found none; give it with --set ${name}=@FILE or --set-env ${name}=VARIABLE`,
        { path },
      );
    }
    if (/\p{Cc}/u.test(value))
      throw new OsdexError(
        'usage',
        `expected a value of one line for ${placeholder}, found other signs in it`,
      );
    return value;
  });
}
