/** A key owner's name without the mail address: `UEC Image Automatic Signing Key`. */
export function ownerName(owner: string): string {
  return owner.replace(/\s*<[^<>]*>\s*$/, '').trim() || owner;
}
