import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { checkMirrorFile, type MirrorFile } from '../../../core/formats/mirror-file.ts';
import { writeMirrorScript } from '../../../core/formats/mirror-script.ts';

const BEGINS = '# osdex list begins\n';
const ENDS = '# osdex list ends\n';
const PROGRAM = `#!/bin/sh\nlist() {\n  cat <<'END'\n${BEGINS}${ENDS}END\n}\nlist\n`;
const ABOUT = { title: 'Images' };
const SIGNER = '0123456789ABCDEF0123456789ABCDEF01234567';

const IMAGE: MirrorFile = {
  digest: `sha256:${'0123456789abcdef'.repeat(4)}`,
  sizeBytes: 624951296,
  path: 'ubuntu/24.04/server-cloud/20260725/ubuntu-24.04-server-cloudimg-amd64.img',
  urls: ['https://cloud-images.ubuntu.com/releases/noble/a.img', 'http://127.0.0.1:8080/a.img?x=1&y=%20'],
};

const INSTALLER: MirrorFile = {
  digest: `sha512:${'0123456789abcdef'.repeat(8)}`,
  sizeBytes: undefined,
  path: 'debian-13.iso',
  urls: ['https://cdimage.debian.org/debian-13.iso'],
};

describe('writeMirrorScript', () => {
  test('puts title, revision and one line a file between the marker lines, and changes nothing else', () => {
    const about = { title: 'Ubuntu 24.04 (noble), product=ubuntu&lts=true', revision: '0123abc' };
    assert.equal(
      writeMirrorScript(PROGRAM, [IMAGE, INSTALLER], about),
      PROGRAM.replace(
        BEGINS,
        `${BEGINS}# title: Ubuntu 24.04 (noble), product=ubuntu&lts=true
# revision: 0123abc
${IMAGE.digest} 624951296 ${IMAGE.path} ${IMAGE.urls[0]} ${IMAGE.urls[1]}
${INSTALLER.digest} - debian-13.iso https://cdimage.debian.org/debian-13.iso
`,
      ),
    );
  });

  test('replaces the list that a program has already', () => {
    const once = writeMirrorScript(PROGRAM, [IMAGE], ABOUT);
    assert.equal(writeMirrorScript(once, [INSTALLER], ABOUT), writeMirrorScript(PROGRAM, [INSTALLER], ABOUT));
  });

  test('takes the program of the repository, and only its list differs', () => {
    const program = readFileSync(join(import.meta.dirname, '../../../scripts/mirror.sh'), 'utf8');
    const list = `# title: Images\n${INSTALLER.digest} - debian-13.iso https://cdimage.debian.org/debian-13.iso\n`;
    assert.equal(writeMirrorScript(program, [INSTALLER], ABOUT), program.replace(BEGINS, `${BEGINS}${list}`));
  });

  test('refuses a file that is not plain, and says which', () => {
    assert.throws(() => writeMirrorScript(PROGRAM, [INSTALLER, { ...IMAGE, path: '../a' }], ABOUT), {
      name: 'OsdexError',
      code: 'name-refused',
      path: '../a',
      message:
        /^expected a relative path .*, found "\.\.\/a", in file 2 of the mirror script: correct its record$/,
    });
  });

  test('refuses two files of one path, and a file that another needs as its folder', () => {
    assert.throws(() => writeMirrorScript(PROGRAM, [IMAGE, { ...INSTALLER, path: IMAGE.path }], ABOUT), {
      code: 'name-refused',
      path: IMAGE.path,
      message: `expected each path once in the list, found ${IMAGE.path} twice`,
    });
    assert.throws(() => writeMirrorScript(PROGRAM, [IMAGE, { ...INSTALLER, path: 'ubuntu/24.04' }], ABOUT), {
      code: 'name-refused',
      path: IMAGE.path,
      message: /^expected ubuntu\/24\.04 to be a file or a folder, found both/,
    });
  });

  test('tells of a file what it is and who signed it, and names each signed sums file once', () => {
    const evidence = {
      fingerprint: SIGNER,
      sumsUrl: 'https://example.org/SHA256SUMS',
      signatureUrl: 'https://example.org/SHA256SUMS.gpg',
    };
    const inside = { ...evidence, signatureUrl: undefined };
    const facts = { kind: 'cloud', id: 'debian/13/cloud/1/debian-13.iso' };
    const files = [
      { ...INSTALLER, ...facts, evidence },
      { ...INSTALLER, ...facts, path: facts.id, evidence },
      { ...INSTALLER, path: 'b.iso', evidence: inside },
    ];
    const { digest, urls } = INSTALLER;
    assert.equal(
      writeMirrorScript(PROGRAM, files, ABOUT),
      PROGRAM.replace(
        BEGINS,
        `${BEGINS}# title: Images
sums:1 ${SIGNER} https://example.org/SHA256SUMS https://example.org/SHA256SUMS.gpg
sums:2 ${SIGNER} https://example.org/SHA256SUMS -
${digest} - debian-13.iso kind=cloud id=${facts.id} sums=1 ${urls[0]}
${digest} - ${facts.id} kind=cloud sums=1 ${urls[0]}
${digest} - b.iso sums=2 ${urls[0]}
`,
      ),
    );
  });

  test('puts keys into the place that the program has for them, and their addresses into the list', () => {
    const keyPlace = '# osdex keys begin\n# osdex keys end\n';
    const program = PROGRAM + keyPlace;
    const keys = [{ fingerprint: SIGNER, base64: `${'A'.repeat(66)}==`, url: 'https://example.org/key.asc' }];
    const script = writeMirrorScript(program, [INSTALLER], ABOUT, keys);
    assert.match(script, new RegExp(`^# title: Images\nkey:${SIGNER} https://example.org/key.asc\n`, 'm'));
    assert.ok(
      script.endsWith(`# osdex keys begin\nkey:${SIGNER}\n${'A'.repeat(64)}\nAA==\n# osdex keys end\n`),
    );
    assert.equal(
      writeMirrorScript(script, [INSTALLER], ABOUT),
      writeMirrorScript(program, [INSTALLER], ABOUT),
    );
  });

  test('refuses evidence and keys that are not plain', () => {
    const evidence = { fingerprint: SIGNER, sumsUrl: 'https://example.org/a', signatureUrl: undefined };
    for (const wrong of [
      { fingerprint: `${SIGNER};id` },
      { fingerprint: SIGNER.toLowerCase() },
      { sumsUrl: 'https://example.org/$(id)' },
      { signatureUrl: 'http://example.org/a' },
    ]) {
      const file = { ...INSTALLER, evidence: { ...evidence, ...wrong } };
      assert.throws(() => writeMirrorScript(PROGRAM, [file], ABOUT), { code: 'name-refused' });
    }
    for (const wrong of [{ fingerprint: 'A' }, { base64: 'OSDEX_KEYS_END\nid' }, { base64: '' }]) {
      const keys = [{ fingerprint: SIGNER, base64: 'AAAA', ...wrong }];
      const program = `${PROGRAM}# osdex keys begin\n# osdex keys end\n`;
      assert.throws(() => writeMirrorScript(program, [INSTALLER], ABOUT, keys), { code: 'name-refused' });
    }
    const facts = [
      { id: '../a', kind: 'cloud' },
      { id: 'a', kind: 'cloud id' },
    ];
    for (const wrong of facts) {
      assert.throws(() => writeMirrorScript(PROGRAM, [{ ...INSTALLER, ...wrong }], ABOUT), {
        code: 'name-refused',
      });
    }
  });

  test('refuses an empty list', () => {
    assert.throws(() => writeMirrorScript(PROGRAM, [], ABOUT), {
      code: 'name-refused',
      message: /found none: the selection is empty$/,
    });
  });

  test('refuses a title or a revision that is not plain', () => {
    const refused = { code: 'name-refused', message: /plain characters for the mirror script, found "/ };
    for (const text of [
      '',
      'a\nb',
      'a\n',
      'a\u0000b',
      "it's",
      '$(id)',
      '`id`',
      'a;b',
      'é',
      '\u202e',
      'a'.repeat(201),
    ]) {
      assert.throws(() => writeMirrorScript(PROGRAM, [IMAGE], { title: text }), refused, text);
      assert.throws(() => writeMirrorScript(PROGRAM, [IMAGE], { title: 'a', revision: text }), refused, text);
    }
  });

  test('refuses a text that is not the program', () => {
    const texts = {
      nothing: '',
      'no markers': PROGRAM.replace(BEGINS, '').replace(ENDS, ''),
      'no end': PROGRAM.replace(ENDS, ''),
      'no begin': PROGRAM.replace(BEGINS, ''),
      'markers in the wrong order': PROGRAM.replace(`${BEGINS}${ENDS}`, `${ENDS}${BEGINS}`),
      'two begins': PROGRAM.replace(BEGINS, `${BEGINS}${BEGINS}`),
      'two ends': PROGRAM.replace(ENDS, `${ENDS}${ENDS}`),
      'an end before the begin': PROGRAM.replace(BEGINS, `${ENDS}${BEGINS}`),
      'the line ends of another system': PROGRAM.replaceAll('\n', '\r\n'),
    };
    for (const [name, text] of Object.entries(texts)) {
      assert.throws(() => writeMirrorScript(text, [IMAGE], ABOUT), { code: 'name-refused' }, name);
    }
  });
});

describe('checkMirrorFile', () => {
  test('finds nothing wrong with plain files', () => {
    const plain: MirrorFile[] = [
      IMAGE,
      INSTALLER,
      { ...IMAGE, digest: `sha384:${'a'.repeat(96)}` },
      { ...IMAGE, sizeBytes: 0 },
      { ...IMAGE, sizeBytes: 999_999_999_999_999 },
      { ...IMAGE, path: 'a'.repeat(235) },
      { ...IMAGE, path: 'a.partial/b.party' },
      { ...IMAGE, path: 'A-1/b_2/c+3/d~4/e@5..img' },
      { ...IMAGE, urls: ['http://localhost/', 'https://a-b.example.org:8443/~x/a+b@c,d'] },
    ];
    for (const file of plain) assert.equal(checkMirrorFile(file), undefined);
  });

  const hex = 'a'.repeat(64);
  const paths = `/a a/ a//b . .. ../a a/../b a/.. ./a .a a/.b -a a/-b a'b a"b a\`b a$b a$(b) a;b a|b a&b a>b a<b a* a?
    a[b] a{b} a!b a\\b a:b a#b a=b a%b a,b é а a\u202eb a\u0000b a\u001bb ${'a'.repeat(256)}`;
  const urls = `a //a/b ftp://a/b file:///a javascript:a HTTPS://a/b http://example.org/a http://localhost.example.org/a
    http://127.0.0.1.example.org/a http://127.0.0.1@example.org/a http://localhost:80@example.org/a http://localhost
    https://a https:///a https://a?b/c https://user:word@a/b https://-a/b https://a:/b https://a:x/b https://a:123456/b
    https://a/b'c https://a/b"c https://a/\`b\` https://a/$b https://a/$(b) https://a/b;c https://a/b|c https://a/b#c
    https://a/{b,c} https://a/[1-2] https://a\\b/c https://a/b\u0000 https://a/é https://é/a`;

  const refused: Record<string, Partial<MirrorFile>[]> = {
    'expected a sha256, sha384 or sha512 digest in lower-case hex, found "': [
      `md5:${'a'.repeat(32)}`,
      `sha1:${'a'.repeat(40)}`,
      hex,
      `constructor:${hex}`,
      `sha512:${hex}`,
      `sha256:${hex.toUpperCase()}`,
      `sha256:${hex}a`,
      `sha256:${hex.slice(1)}`,
      `sha256:${hex}\n`,
    ].map((digest) => ({ digest })),
    'expected a whole number of bytes of at most 15 digits, found ': [
      -1,
      1.5,
      Number.NaN,
      Infinity,
      1e15,
    ].map((sizeBytes) => ({ sizeBytes })),
    'expected a relative path of plain names that start with a letter or digit, found "': [
      ...paths.split(/[ \n]+/),
      '',
      'a b',
      ' a',
      'a ',
      'a\tb',
      'a\nb',
      'a\n',
      'a\rb',
      'a\u2028b',
      'a\nOSDEX_LIST_END\nid',
    ].map((path) => ({ path })),
    'expected a path without .part as an ending, which is for partial downloads, found "': [
      { path: 'a.img.part' },
      { path: 'a.img.PART' },
      { path: 'a.img.part.json' },
      { path: 'a.img.part.aria2' },
    ],
    'expected a file name of at most 235 characters, found "': [{ path: `a/${'a'.repeat(236)}` }],
    'expected at least one url, found none': [{ urls: [] }],
    'expected a plain https url (http only for 127.0.0.1 and localhost), found "': [
      ...urls.split(/[ \n]+/),
      '',
      'https://a/b c',
      'https://a/b\nc',
      'https://a/b\n',
      'https://a/b\t',
      ' https://a/b',
    ].map((url) => ({ urls: ['https://example.org/good', url] })),
  };

  for (const [reason, changes] of Object.entries(refused)) {
    test(`answers ${reason.replace(/,[^,]*$/, '')}`, () => {
      for (const change of changes) {
        const answer = checkMirrorFile({ ...IMAGE, ...change });
        assert.ok(answer?.startsWith(reason), `${JSON.stringify(change)}: ${answer}`);
        assert.match(answer ?? '', /^[ -~]+$/, 'the answer has characters that a terminal may obey');
      }
    });
  }
});
