import type { Format } from './format.ts';
import { sumsFormat } from './sums-format.ts';
import { readerOfSha256sums } from './sums-reader.ts';

export const sha256sums: Format = sumsFormat('sha256', readerOfSha256sums);
