import { z } from 'zod';
import { parseSize } from './byte-size.ts';
import { parseDuration } from './duration.ts';
import { OsdexError } from './error.ts';
import { readYaml } from './files/yaml.ts';
import { MIRROR_PLAN_SCHEMA } from './formats/mirror-plan.ts';
import { DEFAULT_LAYOUT, readLayout } from './mirror-template.ts';
import { parseSelector } from './selector.ts';
import type { Selector } from './selector.ts';

/** What becomes of a build that newer ones have taken the place of. */
export const OLD_FATES = ['keep', 'delete', 'archive'] as const;
export type OldFate = (typeof OLD_FATES)[number];

/** Ways to a file, in the order in which a plan may prefer them. */
export const WAYS = ['publisher', 'mirrors', 'metalink', 'bittorrent'] as const;

/** Makes a schema of a reader that throws an OsdexError. */
function readBy<T>(read: (text: string) => T) {
  return z.string().transform((text, context): T => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      context.addIssue(error.message);
      return z.NEVER;
    }
  });
}

const Size = readBy(parseSize);
const Duration = readBy(parseDuration);

const WINDOW = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** Part of a day in local time, in minutes since midnight; it may go over midnight. */
export interface Window {
  fromMinute: number;
  toMinute: number;
}

function readWindow(text: string): Window {
  const [, fromHour, from, toHour, to] = WINDOW.exec(text) ?? [];
  if (to === undefined) throw new OsdexError('usage', `expected hours such as 22:00-06:00, found "${text}"`);
  return {
    fromMinute: Number(fromHour) * 60 + Number(from),
    toMinute: Number(toHour) * 60 + Number(to),
  };
}

const Item = z.strictObject({
  selector: readBy(parseSelector).describe('What it is about, in the selector language.'),
  track: z
    .string()
    .min(1)
    .optional()
    .describe('Of the releases: latest, previous, lts, major, minor, a version or a range such as 20.04.x.'),
  keep: z.int().positive().optional().describe('Builds of each stream, newest first.'),
  old: z.enum(OLD_FATES).optional(),
  priority: z.int().default(0).describe('The higher is fetched first.'),
  name: z.string().trim().min(1).max(100).optional().describe('That its files go by in the inventory.'),
});

/** A mirror plan as it is written by hand or by the site. */
export const MirrorPlanFile = z.strictObject({
  schema: z.literal(MIRROR_PLAN_SCHEMA),
  name: z.string().min(1),
  repository: z.string().min(1).optional().describe('Folder of the images, from that of the plan.'),
  layout: readBy((layout) => ({ layout, layOut: readLayout(layout) })).prefault(DEFAULT_LAYOUT),
  items: z.array(Item).min(1),
  old: z.enum(OLD_FATES).default('keep').describe('Of items that do not say.'),
  archive: z.string().min(1).optional().describe('Folder for what is archived, from that of the plan.'),
  trash: Duration.optional().describe('How long what is deleted stays in the trash: 30d; 0s is not at all.'),
  prefer: z.array(z.enum(WAYS)).min(1).default(['publisher', 'mirrors']),
  signatures: z
    .enum(['catalog', 'try', 'require'])
    .default('try')
    .describe('Whether the publisher’s signature is fetched and checked again beside the digest on record.'),
  limits: z
    .strictObject({
      bandwidth: Size.optional().describe('Bytes a second of all downloads together: 10MB.'),
      window: readBy(readWindow)
        .optional()
        .describe('Hours in which is fetched, in local time: 22:00-06:00.'),
      parallel: z.int().min(1).max(16).default(4),
      perHost: z.int().min(1).max(8).default(3),
      size: Size.optional().describe('The most that the repository may hold.'),
    })
    .prefault({}),
  schedule: z.string().min(1).optional().describe('When is synced, as cron or as RRULE.'),
});

export type MirrorPlanFile = z.infer<typeof MirrorPlanFile>;
export type MirrorPlanItem = MirrorPlanFile['items'][number];

/** What a plan asks for. */
export interface ReadPlan extends Omit<MirrorPlanFile, 'layout'> {
  /** As it is written. */
  layout: string;
  layOut: MirrorPlanFile['layout']['layOut'];
  /** Of the items, as many builds of each as they keep. */
  selectors: Selector[];
}

/**
 * Reads a mirror plan.
 *
 * @throws OsdexError `usage` with the line and what was expected there.
 */
export function readMirrorPlan(text: string, path: string): ReadPlan {
  const { layout, ...plan } = readYaml(text, MirrorPlanFile, path, 'usage');
  const selectors = plan.items.map(({ selector, keep }): Selector =>
    keep === undefined ? selector : { ...selector, latest: keep },
  );
  return { ...plan, ...layout, selectors };
}
