import { selectImages } from '../../../core/image.ts';
import type { Image } from '../../../core/image.ts';
import type { ExportContext, Format } from '../../../core/formats/format.ts';
import { takeImages, writeExport } from '../../../core/export.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';

/** A day on which the samples are supported. */
const TODAY = '2026-07-25';

export const SAMPLE_CONTEXT: ExportContext = {
  name: 'osdex',
  title: 'osdex',
  generator: 'osdex 0.0.0',
  today: TODAY,
  siteUrl: 'https://osdex.example/',
};

/** A text that would break out of any format that does not escape it. */
export const HOSTILE = "=cmd|'/c calc'!A1 \"</script><b>&amp;${env.HOME}%{if}{{x}}`id`$(id)\\ \u202e,;\t: #";

/** Two releases of a product, with cloud images for two architectures, an installer and a withdrawn build. */
export function sampleImages(): Image[] {
  const arm = makeArtifact('example-20260720-arm64.qcow2', { arch: 'arm64', size: 2_000_000 });
  const product = makeProduct({
    name: `Example OS ${HOSTILE}`,
    streams: [
      { stream: 'cloud', title: `Cloud image ${HOSTILE}`, kind: 'cloud', login: 'example' },
      { stream: 'live', title: 'Live system', kind: 'live' },
      { stream: 'installer', title: 'Installer', kind: 'installer' },
      { stream: 'board', title: 'Board image', kind: 'board' },
    ],
  });
  const amd = makeArtifact('example-20260720-amd64.qcow2', { size: 1_000_000 });
  const newest = makeRelease(
    '26.04',
    [
      makeBuild('20260720', { artifacts: [amd, arm] }),
      makeBuild('20260601', { artifacts: [makeArtifact('example-20260601-amd64.qcow2', { size: 900_000 })] }),
      makeBuild('20260720', {
        stream: 'installer',
        artifacts: [makeArtifact('example-26.04-amd64.iso', { format: 'iso', size: 700_000_000 })],
      }),
      makeBuild('20260719', {
        stream: 'board',
        artifacts: [
          makeArtifact('example-26.04-board.img.xz', {
            arch: 'arm64',
            format: 'raw',
            compression: 'xz',
            size: 300_000_000,
          }),
        ],
      }),
    ],
    { codename: 'emu', lts: true, released: '2026-04-20', endOfLife: '2031-04-20' },
  );
  const older = makeRelease(
    '25.10',
    [makeBuild('20251101', { withdrawn: '2026-02-01' }), makeBuild('20251020')],
    { codename: 'dodo', released: '2025-10-15', endOfLife: '2026-07-15' },
  );
  const health = { schema: 'osdex/health/1' as const, sources: [] };
  return selectImages({ products: [{ product, releases: [newest, older] }], health }, { facets: {} }, TODAY);
}

/** What a format writes of images that it takes: text by path. */
export async function exportOf(
  format: Format,
  images: readonly Image[] = sampleImages(),
  context: Partial<ExportContext> = {},
): Promise<Map<string, string>> {
  const taken = takeImages(format, images, () => undefined);
  const files = await writeExport(format, taken, { ...SAMPLE_CONTEXT, ...context });
  return new Map(
    files.map(({ path, content }) => [
      path,
      typeof content === 'string' ? content : Buffer.from(content).toString('latin1'),
    ]),
  );
}

/** The one file of a format of one file. */
export async function textOf(format: Format, images?: readonly Image[]): Promise<string> {
  const [text, ...others] = (await exportOf(format, images)).values();
  if (text === undefined || others.length > 0) throw new Error('expected one file');
  return text;
}
