import { setFlagsFromString } from 'node:v8';

/**
 * To go through many releases makes much garbage and keeps little. On a machine with much memory V8 would let it pile up
 * to several times what is used; collecting a little more often keeps the command within a small machine.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=25');
}

/**
 * Downloads come in pieces that are garbage as soon as they are written, and lie outside of the heap that V8 looks at:
 * the more room for the young, the more of them pile up.
 */
export function keepYoungSmall(): void {
  setFlagsFromString('--scavenger-max-new-space-capacity-mb=2');
  setFlagsFromString('--semi-space-growth-factor=1');
}
