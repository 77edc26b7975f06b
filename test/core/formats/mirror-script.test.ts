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
      { ...IMAGE, path: 'a'.repeat(250) },
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
    'expected a path that does not end in .part, which is for partial downloads, found "': [
      { path: 'a.img.part' },
      { path: 'a.img.PART' },
    ],
    'expected a file name of at most 250 characters, found "': [{ path: `a/${'a'.repeat(251)}` }],
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
