import type { en } from './messages/en.ts';

/** A message in English, by which the other languages are held: a text, or what makes one. */
export type Message = string | ((args: never) => string);

export type MessageId = keyof typeof en;

/** What a message is made with; as it stands in a page it is JSON. */
export type ArgsOf<Id extends MessageId> = (typeof en)[Id] extends (args: infer Args) => string
  ? Args
  : undefined;

/** These messages in another language: each a text where the English is one, made of the same where that is made. */
export type InLanguage<English> = {
  readonly [Id in keyof English]: English[Id] extends (args: infer Args) => string
    ? (args: Args) => string
    : string;
};

/** All messages in one language. */
export type Messages = InLanguage<typeof en>;

/** A message with what it is made with, to be told in any language. */
export interface Said {
  id: MessageId;
  args?: unknown;
}

/** `say('found.files', { count: 3 })`. */
export function say<Id extends MessageId>(
  id: Id,
  ...[args]: ArgsOf<Id> extends undefined ? [] : [args: ArgsOf<Id>]
): Said {
  return args === undefined ? { id } : { id, args };
}

/** Messages of one language, or as many of them as are at hand. */
type AtHand = Partial<Messages>;

export function isMessageId(id: string, messages: AtHand): id is MessageId {
  return Object.hasOwn(messages, id);
}

/** A message of ours, or what the catalog says, which is the same in every language. */
export type Words = Said | string;

/** What was said, in the language of these messages. */
export function tell(said: Words, messages: AtHand): string {
  if (typeof said === 'string') return said;
  const message = messages[said.id] as string | ((args: unknown) => string) | undefined;
  if (message === undefined) throw new Error(`expected the message ${said.id} among those at hand`);
  return typeof message === 'string' ? message : message(said.args);
}

/** Signs for private use, which no text of ours and none that the catalog may hold has. */
const SLOT_BEGINS = '\uE000';
const SLOT_ENDS = '\uE001';

/** Stands in a message's arguments for an element, such as a link, that the page puts there. */
export function slot(name: string): string {
  return `${SLOT_BEGINS}${name}${SLOT_ENDS}`;
}

/** A told text in its parts: texts, and the names of the slots between them. */
export function partsOf(told: string): ({ text: string } | { slot: string })[] {
  return told
    .split(new RegExp(`(${SLOT_BEGINS}[^${SLOT_ENDS}]*${SLOT_ENDS})`))
    .filter((part) => part !== '')
    .map((part) => (part.startsWith(SLOT_BEGINS) ? { slot: part.slice(1, -1) } : { text: part }));
}
