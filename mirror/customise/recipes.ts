import { autoinstall } from './autoinstall.ts';
import { cloudInit } from './cloud-init.ts';
import { ignition } from './ignition.ts';
import { kickstart } from './kickstart.ts';
import { preseed } from './preseed.ts';
import { raspberryPi } from './raspberry-pi.ts';
import type { Recipe } from './recipe.ts';

/** Every way of making an image into one's own. */
export const RECIPES: readonly Recipe[] = [cloudInit, autoinstall, preseed, kickstart, ignition, raspberryPi];
