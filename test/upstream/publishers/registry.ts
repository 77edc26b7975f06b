import { almalinux } from './almalinux.ts';
import { debian } from './debian.ts';
import { example } from './example.ts';
import { fedora } from './fedora.ts';
import { flatcar } from './flatcar.ts';
import type { Publisher } from './publisher.ts';
import { ubuntu } from './ubuntu.ts';

/** Every publisher that can be played. */
export const PUBLISHERS = { ubuntu, debian, almalinux, flatcar, fedora, example } as const satisfies Record<
  string,
  (now: Date) => Publisher
>;

export type PublisherName = keyof typeof PUBLISHERS;

export const PUBLISHER_NAMES = Object.keys(PUBLISHERS) as PublisherName[];
