import { formatSize } from '../../core/format-size.ts';
import { isSupported } from '../../core/support.ts';
import { supportTitle, supportWord } from '../catalog/support.ts';
import { longDate } from '../words/date.ts';
import { languageWord } from '../words/language.ts';
import { LEVELS } from '../words/level.ts';
import { markForm, productMark } from '../words/mark.ts';
import { exactSize, plural } from '../words/size.ts';
import { ownName } from './own-name.ts';
import type { Row } from './row.ts';

/** A row as text and addresses, ready to be put on the page by the build or by the browser. */
export interface RowView {
  mark: string;
  markForm: string;
  name: string;
  release: string;
  support: string;
  supportTitle: string;
  stream: string;
  /** `withdrawn` or `stale`, where one of them is due. */
  state: string;
  stateTitle: string;
  more: string;
  moreTitle: string;
  file: string;
  /** What of the file's name the row does not say otherwise. */
  own: string;
  arch: string;
  language: string;
  languageTitle: string;
  format: string;
  size: string;
  sizeTitle: string;
  date: string;
  dateTitle: string;
  level: string;
  levelWord: string;
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
    support: support ?? '',
    supportTitle: supportTitle(release, today) ?? '',
    stream: build.title,
    ...stateOf(build, today),
    more: more > 0 ? `+${more}` : '',
    moreTitle: more > 0 ? `${plural(more, 'more file')} of this build` : '',
    file: row.file,
    own: ownName({ build, ...row }),
    arch: row.arch,
    language: row.language ?? '',
    languageTitle: row.language === undefined ? '' : languageWord(row.language),
    format:
      row.compression === undefined ? row.format : `${row.format}.${row.compression.replace(/^tar\./, '')}`,
    size: row.size === undefined ? '' : formatSize(row.size),
    sizeTitle: row.size === undefined ? 'size not published' : exactSize(row.size),
    date: build.day ?? '',
    dateTitle: dayTitle(build),
    level: build.level,
    levelWord: LEVELS[build.level].word,
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
    return { state: 'withdrawn', stateTitle: `its publisher took it away by ${longDate(withdrawn)}` };
  const isStale = expectedBy !== undefined && expectedBy < today && isSupported(release, today);
  if (!isStale) return { state: '', stateTitle: '' };
  const why = `no newer build since, though one was to be expected by ${longDate(expectedBy)}`;
  return { state: 'stale', stateTitle: why };
}

function dayTitle({ day, published }: Row['build']): string {
  if (day === undefined) return 'date not published';
  return `${published === undefined ? 'signed' : 'published'} ${longDate(day)}`;
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
  dateTitle: '',
  level: 'signed',
  levelWord: '',
  buildHref: '',
  url: '',
  digest: '',
  row: '',
};
