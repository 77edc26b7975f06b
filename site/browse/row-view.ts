import { formatSize } from '../../core/format-size.ts';
import { supportTitle, supportWord } from '../catalog/support.ts';
import { longDate } from '../words/date.ts';
import { languageWord } from '../words/language.ts';
import { LEVELS } from '../words/level.ts';
import { productMark } from '../words/mark.ts';
import { exactSize, plural } from '../words/size.ts';
import type { Row } from './row.ts';

/** A row as text and addresses, ready to be put on the page by the build or by the browser. */
export interface RowView {
  mark: string;
  name: string;
  release: string;
  support: string;
  supportTitle: string;
  stream: string;
  more: string;
  moreTitle: string;
  file: string;
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
  hex: string;
}

/** What a row says. `more` is how many other files stand behind it. */
export function rowView({ build, ...row }: Row, base: string, today: string, more = 0): RowView {
  const { release } = build;
  const support = supportWord(release, today);
  return {
    mark: productMark(release.name),
    name: release.name,
    release: release.release,
    support: support ?? '',
    supportTitle: supportTitle(release, today) ?? '',
    stream: build.title,
    more: [build.withdrawn === undefined ? '' : 'withdrawn', more > 0 ? `+${more}` : '']
      .filter(Boolean)
      .join(' '),
    moreTitle: more > 0 ? `${plural(more, 'more file')} of this build` : '',
    file: row.file,
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
    hex: row.digest.slice(row.digest.indexOf(':') + 1),
  };
}

function dayTitle({ day, published }: Row['build']): string {
  if (day === undefined) return 'date not published';
  return `${published === undefined ? 'signed' : 'published'} ${longDate(day)}`;
}

/** A row without content, for the browser to fill. */
export const BLANK_VIEW: RowView = {
  mark: '',
  name: '',
  release: '',
  support: '',
  supportTitle: '',
  stream: '',
  more: '',
  moreTitle: '',
  file: '',
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
  hex: '',
};
