import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { OverlayOptions } from 'sharp';
import { escapeXml } from '../../core/formats/xml-text.ts';
import { PREVIEW_COLOURS, previewGround } from './preview-svg.ts';
import type { PreviewFacts } from './preview-svg.ts';

/** A line of the picture; `top` is of its box, in pixels. */
export interface PreviewLine {
  text: string;
  size: number;
  top: number;
  colour: keyof typeof PREVIEW_COLOURS;
}

/** So wide may a line be before it is made smaller. */
const WIDTH = 640;
const LEFT = 80;

/** A font of our own: machines that build sites often have none, and those that have one each have another. */
const FONT = fileURLToPath(
  import.meta.resolve('@expo-google-fonts/ibm-plex-sans/600SemiBold/IBMPlexSans_600SemiBold.ttf'),
);

/** Draws the picture: a PNG of 1200 by 630 pixels. */
export async function drawPreview(
  facts: PreviewFacts,
  lines: readonly PreviewLine[],
): Promise<Uint8Array<ArrayBuffer>> {
  const overlays = await Promise.all(lines.filter(({ text }) => text.trim() !== '').map(drawLine));
  const picture = await sharp(Buffer.from(previewGround(facts)))
    .composite(overlays)
    .png({ palette: true })
    .toBuffer();
  return new Uint8Array(picture);
}

async function drawLine({ text, size, top, colour }: PreviewLine): Promise<OverlayOptions> {
  const markup = `<span foreground="${PREVIEW_COLOURS[colour]}">${escapeXml(text)}</span>`;
  const options = {
    text: markup,
    font: `IBM Plex Sans SemiBold, ${size}`,
    fontfile: FONT,
    rgba: true,
    dpi: 72,
  };
  const line = await sharp({ text: options }).png().toBuffer();
  const input = await sharp(line).resize({ width: WIDTH, withoutEnlargement: true }).toBuffer();
  return { input, left: LEFT, top };
}
