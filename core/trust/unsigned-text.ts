declare const unproven: unique symbol;

/** Text that no signature covers; only a source that states `sums-only` or `weak` may take digests from it. */
export interface UnsignedText {
  readonly text: string;
  readonly [unproven]: true;
}

/** Takes bytes as they came, for a publisher who signs nothing; `stated` is the level the source states. */
export function acceptUnsigned(
  bytes: Uint8Array,
  stated: 'sums-only' | 'weak',
): UnsignedText & { level: typeof stated } {
  return { text: new TextDecoder().decode(bytes), level: stated } as UnsignedText & { level: typeof stated };
}
