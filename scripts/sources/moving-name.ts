/** A word for whatever is the newest now: what such a name or address stands for moves on. */
const MOVING = /(?:^|[/_.-])(?:latest|current|pending|daily-live)(?=$|[/_.-])/i;

/** Whether a name or an address stands for whatever is the newest. */
export function isMovingName(name: string): boolean {
  return MOVING.test(name);
}
