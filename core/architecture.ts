import { z } from 'zod';
import { ARCHITECTURES } from './vocabulary.ts';

/** A processor architecture under Debian's name. */
export const Architecture = z.enum(ARCHITECTURES);
export type Architecture = z.infer<typeof Architecture>;
