import { formatSize } from '../../core/format-size.ts';
import { isSupported } from '../../core/support.ts';
import { supportSaid, supportWord } from '../catalog/support.ts';
import { markForm, productMark } from '../words/mark.ts';
import { say } from '../words/say.ts';
import type { Words } from '../words/say.ts';
import { ownName } from './own-name.ts';
import type { Row } from './row.ts';

/** A row as text and addresses, ready to be put on the page by the build or by the browser. */
export interface RowView {
  mark: string;
  markForm: string;
  name: string;
  release: string;
  support: Words;
  supportTitle: Words;
  stream: string;
  /** That it is withdrawn or stale, where one of them is due. */
  state: Words;
  stateTitle: Words;
  more: string;
  moreTitle: Words;
  file: string;
  /** What of the file's name the row does not say otherwise. */
  own: string;
  arch: string;
  language: string;
  languageTitle: Words;
  format: string;
  size: string;
  sizeTitle: Words;
  date: string;
  /** What happened on that day, if one is known. */
  dateOf: 'published' | 'signed' | '';
  dateTitle: Words;
  level: string;
  levelWord: Words;
  buildHref: string;
  url: string;
  /** `sha256:<hex>`; empty where it is loaded when it is asked for. */
  digest: string;
  /** The row of the index, by which the digest is found where it is not here. */
  row: string;
}

/** What a row says. `more` is how many other files stand behind it. */
export function rowView(
  { build, ...row }: Omit<Row, 'digest'> & { digest?: string },
  base: string,
  today: string,
  more = 0,
): RowView {
  const { release } = build;
  const support = supportWord(release, today);
  return {
    mark: productMark(release.name),
    markForm: String(markForm(release.name)),
    name: release.name,
    release: release.release,
    support: support === undefined ? '' : say(`support.${support}`),
    supportTitle: (support && supportSaid(release, today)) ?? '',
    stream: build.title,
    ...stateOf(build, today),
    more: more > 0 ? `+${more}` : '',
    moreTitle: more > 0 ? say('row.more', { count: more }) : '',
    file: row.file,
    own: ownName({ build, ...row }),
    arch: row.arch,
    language: row.language ?? '',
    languageTitle: row.language === undefined ? '' : say('language.name', row.language),
    format:
      row.compression === undefined ? row.format : `${row.format}.${row.compression.replace(/^tar\./, '')}`,
    size: row.size === undefined ? '' : formatSize(row.size),
    sizeTitle: row.size === undefined ? say('row.no-size') : say('size.bytes', row.size),
    date: build.day ?? '',
    ...dayOf(build),
    level: build.level,
    levelWord: say(`level.${build.level}`),
    buildHref: `${base}${release.product}/${release.release}/${build.stream}/${build.serial}/`,
    url: new URL(row.file, build.url).href,
    digest: row.digest ?? '',
    row: '',
  };
}

/** A build that nobody should take without a second look, and why. */
function stateOf(
  { withdrawn, expectedBy, release }: Row['build'],
  today: string,
): Pick<RowView, 'state' | 'stateTitle'> {
  if (withdrawn !== undefined)
    return { state: say('row.withdrawn'), stateTitle: say('row.withdrawn-by', { day: withdrawn }) };
  const isStale = expectedBy !== undefined && expectedBy < today && isSupported(release, today);
  if (!isStale) return { state: '', stateTitle: '' };
  return { state: say('row.stale'), stateTitle: say('row.stale-since', { day: expectedBy }) };
}

function dayOf({ day, published }: Row['build']): Pick<RowView, 'dateOf' | 'dateTitle'> {
  if (day === undefined) return { dateOf: '', dateTitle: say('row.no-day') };
  const dateOf = published === undefined ? 'signed' : 'published';
  return { dateOf, dateTitle: say(`day.${dateOf}`, { day }) };
}

/** A row without content, for the browser to fill. */
export const BLANK_VIEW: RowView = {
  mark: '',
  markForm: '',
  name: '',
  release: '',
  support: '',
  supportTitle: '',
  stream: '',
  state: '',
  stateTitle: '',
  more: '',
  moreTitle: '',
  file: '',
  own: '',
  arch: '',
  language: '',
  languageTitle: '',
  format: '',
  size: '',
  sizeTitle: '',
  date: '',
  dateOf: '',
  dateTitle: '',
  level: 'signed',
  levelWord: '',
  buildHref: '',
  url: '',
  digest: '',
  row: '',
};
