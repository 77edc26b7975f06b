import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { readGivenFiles } from '../../../mirror/customise/given-files.ts';
import { RECIPES } from '../../../mirror/customise/recipes.ts';
import { isSecretName } from '../../../mirror/customise/template.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/** Reads a file as a recipe reads the one it requires. */
async function read(
  t: TestContext,
  recipeName: string,
  name: string,
  content: string | Uint8Array,
  values: Readonly<Record<string, string>> = {},
) {
  const folder = await temporaryFolder(t, { given: content });
  const recipe = RECIPES.find((one) => one.name === recipeName);
  assert.ok(recipe !== undefined);
  const required = recipe.takes.filter(({ isRequired, name: taken }) => isRequired && taken !== name);
  assert.deepEqual(required, []);
  try {
    return await readGivenFiles(
      recipe,
      new Map([[name, join(folder, 'given')]]),
      new Map(Object.entries(values)),
    );
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(`${folder}/`, '');
    throw error;
  }
}

test('placeholders are filled, those of other languages stay', async (t) => {
  const { files } = await read(
    t,
    'cloud-init',
    'user-data',
    '#cloud-config\nhostname: {{host}}\nruncmd: ["docker ps --format \'{{.ID}} {{ x }}\'"]\n',
    {
      host: 'web1',
    },
  );
  assert.equal(
    files[0]?.text,
    '#cloud-config\nhostname: web1\nruncmd: ["docker ps --format \'{{.ID}} {{ x }}\'"]\n',
  );
});

test('a placeholder without a value and a value without a placeholder are refused', async (t) => {
  await assert.rejects(read(t, 'cloud-init', 'user-data', '#cloud-config\nhostname: {{host}}\n'), {
    code: 'usage',
    message:
      'given:2: expected a value for {{host}}, found none; give it with --set host=@FILE or --set-env host=VARIABLE',
  });
  await assert.rejects(read(t, 'cloud-init', 'user-data', '#cloud-config\n', { hots: 'web1' }), {
    code: 'usage',
    message: 'expected {{hots}} in one of the files, found it in none; mind its spelling',
  });
  await assert.rejects(
    read(t, 'cloud-init', 'user-data', '#cloud-config\nh: {{h}}\n', { h: 'a\nruncmd: [b]' }),
    {
      code: 'usage',
      message: 'expected a value of one line for {{h}}, found other signs in it',
    },
  );
});

const REFUSED: [recipe: string, name: string, content: string | Uint8Array, message: RegExp][] = [
  [
    'cloud-init',
    'user-data',
    '#cloud-config\r\nhostname: a\r\n',
    /^given:1: .* found one that ends with CR LF/,
  ],
  ['cloud-init', 'user-data', '\uFEFF#cloud-config\n', /^given:1: .* byte order mark/],
  ['cloud-init', 'user-data', Buffer.from([0xff, 0xfe]), /^expected UTF-8 text at given/],
  ['cloud-init', 'user-data', 'hostname: a\n', /^given:1: expected the first line "#cloud-config"/],
  ['cloud-init', 'user-data', '#cloud-config\na: 1\na: 2\n', /^given:\d: expected YAML/],
  [
    'cloud-init',
    'user-data',
    '#cloud-config\n- a\n',
    /^given:2: the whole file: expected record, found array/,
  ],
  [
    'autoinstall',
    'user-data',
    '#cloud-config\nhostname: a\n',
    /"autoinstall:" with "version: 1" in it, found none/,
  ],
  [
    'preseed',
    'preseed',
    'd-i a/b string c\nd-i nonsense\n',
    /^given:2: expected "owner question type value"/,
  ],
  ['ignition', 'config', '{\n"secret": "s3cret",,}', /^given:2: expected JSON .*, found something else$/],
  ['ignition', 'config', '{"ignition":{}}', /"ignition" with "version"/],
];

for (const [recipe, name, content, message] of REFUSED)
  test(`${recipe} refuses ${JSON.stringify(content.toString())}`, async (t) => {
    await assert.rejects(read(t, recipe, name, content), { code: 'usage', message });
  });

const CLEAR: [recipe: string, name: string, content: string, lines: number[]][] = [
  [
    'cloud-init',
    'user-data',
    '#cloud-config\npassword: s3cret\nusers:\n  - name: a\n    plain_text_passwd: s3cret\n',
    [2, 5],
  ],
  ['cloud-init', 'user-data', '#cloud-config\npassword: $6$a$b\nssh_pwauth: true\n', []],
  [
    'autoinstall',
    'user-data',
    '#cloud-config\nautoinstall:\n  version: 1\n  identity:\n    password: "s3cret"\n',
    [5],
  ],
  [
    'preseed',
    'preseed',
    'd-i passwd/user-password password s3cret\nd-i passwd/root-password-crypted password $6$a\n',
    [1],
  ],
  [
    'kickstart',
    'kickstart',
    'rootpw s3cret\nrootpw --iscrypted $6$a\nuser --name=a --password=s3cret\nrootpw --lock\n',
    [1, 3],
  ],
];

for (const [recipe, name, content, lines] of CLEAR)
  test(`${recipe} warns of clear text in ${JSON.stringify(content)} without telling it`, async (t) => {
    const { warnings } = await read(t, recipe, name, content);
    assert.deepEqual(
      warnings.map((warning) => Number(/given:(\d+): has a password in clear text/.exec(warning)?.[1])),
      lines,
    );
    assert.ok(!warnings.join().includes('s3cret'));
  });

test('a name tells whether its value is a secret', () => {
  const secrets = ['password', 'user_password_hash', 'WIFI_PSK', 'token', 'ssh_key', 'root-pw', 'passphrase'];
  const others = ['hostname', 'keyboard', 'user', 'timezone', 'passenger', 'monkey'];
  assert.deepEqual([...secrets, ...others].filter(isSecretName), secrets);
});
