const SEPARATOR = String.raw`(?:\\[.+]|[-_~])`;
const LETTERS = String.raw`(?:\\d|\[(?:[0-9A-Za-z]-[0-9A-Za-z]|[0-9A-Za-z])+\])(?:[+*]|\{\d+(?:,\d*)?\})?`;

/** `(\.\d+)*` and `(\d+-)*`: a character that the rest cannot be parts one repetition from the next. */
const SEPARATED = new RegExp(`^(?:\\?:)?(?:${SEPARATOR}${LETTERS}|${LETTERS}${SEPARATOR})$`);

const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|\(\??|[*+?]|\{\d+(?:,\d*)?\}|[^]/gs;

interface Group {
  start: number;
  /** Whether some of it may be read or not, or in another way. */
  isOpen: boolean;
}

/**
 * Whether a regular expression may take time that doubles with every character of a text that almost matches, as
 * `(a+)+` and `(a|aa)*` do. It looks for what is open inside of a repeated group, so it also refuses some that would
 * be quick.
 *
 * @see https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
 */
export function mayExplode(pattern: string): boolean {
  const groups: Group[] = [{ start: 0, isOpen: false }];
  let closed: { body: string; isOpen: boolean } | undefined;
  for (const { 0: token, index } of pattern.matchAll(TOKEN)) {
    const group = groups.at(-1) ?? { start: 0, isOpen: false };
    const times = timesOf(token);
    if (times !== undefined) {
      if (closed?.isOpen === true && times.most > 1 && !SEPARATED.test(closed.body)) return true;
      if (times.fewest !== times.most) group.isOpen = true;
    }
    closed = undefined;
    if (token === '|') group.isOpen = true;
    else if (token.startsWith('(')) groups.push({ start: index + 1, isOpen: false });
    else if (token === ')' && groups.length > 1) {
      groups.pop();
      closed = { body: pattern.slice(group.start, index), isOpen: group.isOpen };
      const parent = groups.at(-1);
      if (parent !== undefined && group.isOpen) parent.isOpen = true;
    }
  }
  return false;
}

/** Whether a text is a regular expression at all. */
export function isRegExp(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

/** How often a quantifier lets what stands before it be repeated; undefined for another token. */
function timesOf(token: string): { fewest: number; most: number } | undefined {
  if (token === '*' || token === '+') return { fewest: 0, most: Infinity };
  if (token === '?') return { fewest: 0, most: 1 };
  if (!/^\{.+\}$/.test(token)) return undefined;
  const [fewest = '', most = fewest] = token.slice(1, -1).split(',');
  return { fewest: Number(fewest), most: most === '' ? Infinity : Number(most) };
}
