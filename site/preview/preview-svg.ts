/** What the picture of the site tells, by which it is known where it is linked to. */
export interface PreviewFacts {
  /** From 0 to 1: how many of the builds are signed. */
  signedShare: number;
}

/** What sites that show pictures of links ask for, in pixels. */
export const PREVIEW_SIZE = { width: 1200, height: 630 } as const;

/** The light colours of tokens.css: a picture has no theme. */
export const PREVIEW_COLOURS = {
  paper: '#fcfbf8',
  ink: '#1c1e21',
  muted: '#595e66',
  line: '#d8d4c9',
  signed: '#1c6a3b',
} as const;

const RING = { x: 965, y: 315, radius: 140, stroke: 30 } as const;

/** The ground of the picture: the seal as a ring, as far round as builds are signed. */
export function previewGround({ signedShare }: PreviewFacts): string {
  const { paper, line, signed } = PREVIEW_COLOURS;
  const { width, height } = PREVIEW_SIZE;
  const { x, y, radius, stroke } = RING;
  const length = 2 * Math.PI * radius;
  const part = (length * Math.min(1, Math.max(0, signedShare))).toFixed(1);
  const circle = `cx="${x}" cy="${y}" r="${radius}" fill="none" stroke-width="${stroke}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    `<circle ${circle} stroke="${line}"/>`,
    `<circle ${circle} stroke="${signed}" stroke-dasharray="${part} ${length.toFixed(1)}" transform="rotate(-90 ${x} ${y})"/>`,
    `<rect y="${height - 12}" width="${width}" height="12" fill="${signed}"/>`,
    '</svg>',
  ].join('');
}
