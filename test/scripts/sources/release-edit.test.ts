import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../../scripts/patch.ts';
import { stateFacts } from '../../../scripts/sources/release-edit.ts';
import type { ReleaseChange } from '../../../scripts/sources/release-edit.ts';
import { sourceTextWith } from '../../source-text.ts';

const RELEASES = `  - release: "24.04"
    codename: noble
  - release: "22.04"
`;

/** What stands under `releases:` after the changes; all else must be as before. */
function changed(releases: string, ...changes: ReleaseChange[]): string {
  const text = sourceTextWith(RELEASES, releases);
  const after = applyEdits(text, stateFacts(text, changes, 'x.yaml'));
  const [head = '', tail = ''] = text.split(releases);
  assert.ok(after.startsWith(head) && after.endsWith(tail));
  return after.slice(head.length, after.length - tail.length);
}

const NOBLE = { lts: true, released: '2024-04-25', endOfLife: '2029-05-31' };

test('facts come where the other releases have them, and what is stated is replaced where it stands', () => {
  assert.equal(
    changed(
      `  # The newest.
  - release: "24.04" # April
    endOfLife: '2029-04-25' # of the page
    codename: noble

  # The one before.
  - release: "22.04"
`,
      { release: '24.04', facts: NOBLE },
      {
        release: '22.04',
        facts: { codename: 'jammy', extendedSupport: '2032-04-21', endOfLife: '2027-06-01' },
      },
    ),
    `  # The newest.
  - release: "24.04" # April
    endOfLife: "2029-05-31" # of the page
    codename: noble
    lts: true
    released: "2024-04-25"

  # The one before.
  - release: "22.04"
    codename: jammy
    endOfLife: "2027-06-01"
    extendedSupport: "2032-04-21"
`,
  );
});

test('an entry in braces keeps them', () => {
  assert.equal(
    changed(
      `  - { release: "24.04", codename: noble, endOfLife: "2029-04-25" } # { lts: false }
  - { release: "22.04" }
`,
      { release: '24.04', facts: NOBLE },
      { release: '22.04', facts: { codename: 'yes' } },
    ),
    `  - { release: "24.04", codename: noble, lts: true, released: "2024-04-25", endOfLife: "2029-05-31" } # { lts: false }
  - { release: "22.04", codename: "yes" }
`,
  );
});

test('line ends of Windows stay', () => {
  const text = sourceTextWith(RELEASES, RELEASES).replaceAll('\n', '\r\n');
  const edits = stateFacts(text, [{ release: '22.04', facts: { lts: true } }], 'x.yaml');
  assert.deepEqual(
    edits.flatMap(({ add }) => add),
    ['    lts: true\r'],
  );
});

test('what is written otherwise is left to a person', () => {
  const braces = `  - {
      release: "24.04",
      codename: noble,
    }
  - release: "22.04"
`;
  assert.throws(() => changed(braces, { release: '24.04', facts: NOBLE }), {
    code: 'usage',
    message: /^expected releases: in x\.yaml as a list .* state them by hand$/,
  });
});

test('an edit that makes the source invalid is refused with the line', () => {
  const facts = { released: '2030-01-01', endOfLife: '2029-05-31' };
  assert.throws(() => changed(RELEASES, { release: '24.04', facts }), {
    code: 'source-invalid',
    message: /^x\.yaml:21: releases\[0\]\.endOfLife: expected a day on or after released: "2030-01-01"/,
  });
});
