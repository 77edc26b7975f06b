import type { Image } from '../image.ts';
import type { ExportContext, Format } from './format.ts';
import { calendarLine, escapeCalendarText } from './icalendar-line.ts';

/**
 * A day on which something ends for a release. Whether its images can be had does not matter: a machine that was made of
 * one lives on.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5545
 */
export const icalendar: Format = {
  name: 'icalendar',
  describe:
    'A calendar (RFC 5545) with the last day of support of each release, and of extended support where there is one; for calendar programs to import or subscribe to.',
  mediaType: 'text/calendar',
  extension: '.ics',
  consumers: [
    { name: 'calcurse', version: '4.7.1', tried: 'Imports every event and lists it on its day.' },
    {
      name: 'ical.js',
      version: '2.2.1',
      tried:
        'The parser of Thunderbird: reads every day and every text back as it was written. A calendar holds no digests: it is of releases.',
    },
  ],
  refuse: ({ release }) =>
    endsOf(release).length === 0
      ? 'expected a release whose end of support is stated, found none stated'
      : undefined,
  write: { kind: 'text', write: writeCalendar },
};

function writeCalendar(images: readonly Image[], context: ExportContext): string {
  const releases = Map.groupBy(images, ({ release }) => `${release.product}/${release.release}`);
  const events = [...releases].flatMap(([path, [first]]) =>
    first === undefined ? [] : endsOf(first.release).map((end) => writeEvent(path, first, end, context)),
  );
  const name = escapeCalendarText(`${context.title}: end of support`);
  return [
    calendarLine('BEGIN', 'VCALENDAR'),
    calendarLine('VERSION', '2.0'),
    calendarLine('PRODID', escapeCalendarText(`-//osdex//${context.generator}//EN`)),
    calendarLine('NAME', name),
    // What programs read that do not know RFC 7986.
    calendarLine('X-WR-CALNAME', name),
    ...events,
    calendarLine('END', 'VCALENDAR'),
  ].join('');
}

interface End {
  /** Part of the event's id, which must never change. */
  of: 'end-of-support' | 'end-of-extended-support';
  words: string;
  description: string;
  day: string;
}

function endsOf({ endOfLife, extendedSupport }: Image['release']): End[] {
  const ends: End[] = [];
  if (endOfLife !== undefined) {
    const description = 'The last day of the support that everyone gets.';
    ends.push({ of: 'end-of-support', words: 'end of support', description, day: endOfLife });
  }
  if (extendedSupport !== undefined) {
    const description =
      'The last day of the support that only some get: who pays for it, or as volunteers give it.';
    ends.push({
      of: 'end-of-extended-support',
      words: 'end of extended support',
      description,
      day: extendedSupport,
    });
  }
  return ends;
}

/**
 * One day, during which nobody is busy. The record does not tell when a publisher last moved an end, so the stamp is the
 * day on which this was written: a program that compares stamps then takes the newer word.
 */
function writeEvent(path: string, { product, release }: Image, end: End, context: ExportContext): string {
  const { today, siteUrl } = context;
  const name = `${product.name} ${release.release}`;
  const stated = release.lifecycle ?? product.lifecycle;
  return [
    calendarLine('BEGIN', 'VEVENT'),
    calendarLine('UID', `${path}/${end.of}@osdex`),
    calendarLine('DTSTAMP', `${basicDay(today)}T000000Z`),
    calendarLine('DTSTART;VALUE=DATE', basicDay(end.day)),
    calendarLine('SUMMARY', escapeCalendarText(`${name}: ${end.words}`)),
    calendarLine('DESCRIPTION', escapeCalendarText(end.description)),
    calendarLine('CATEGORIES', escapeCalendarText(product.product)),
    calendarLine('URL', stated ?? (siteUrl === undefined ? product.homepage : `${siteUrl}${path}/`)),
    calendarLine('TRANSP', 'TRANSPARENT'),
    calendarLine('END', 'VEVENT'),
  ].join('');
}

/** `20310420` */
function basicDay(day: string): string {
  return day.replaceAll('-', '');
}
