import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { xml } from '../../../core/formats/xml.ts';
import { absent } from '../../program.ts';
import { hostileImage, plainImages } from './plain-images.ts';
import { HOSTILE, sampleImages, textOf } from './sample-images.ts';

const A = `sha256:${'0a'.repeat(32)}`;
const B = `sha512:${'0b'.repeat(64)}`;
const EXPECTED = `<?xml version="1.0" encoding="utf-8"?>
<osdex-images>
  <image>
    <id>example/26.10/cloud/20260720/a.img.xz</id>
    <product>example</product>
    <name>Example OS</name>
    <release>26.10</release>
    <codename>emu</codename>
    <lts>true</lts>
    <endOfLife>2031-04-20</endOfLife>
    <stream>cloud</stream>
    <title>Cloud image</title>
    <kind>cloud</kind>
    <serial>20260720</serial>
    <published>2026-07-20</published>
    <file>a.img.xz</file>
    <arch>arm64</arch>
    <format>raw</format>
    <compression>xz</compression>
    <language>no</language>
    <size>1000000</size>
    <digest>${A}</digest>
    <url>https://images.example.org/20260720/a.img.xz</url>
    <level>signed</level>
    <signer>D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81</signer>
    <signedAt>2026-01-01T00:00:00Z</signedAt>
    <sums>https://images.example.org/20260720/SHA256SUMS</sums>
    <signature>https://images.example.org/20260720/SHA256SUMS.gpg</signature>
  </image>
  <image>
    <id>example/26.10/live/1e3/b.iso</id>
    <product>example</product>
    <name>Example OS</name>
    <release>26.10</release>
    <codename>emu</codename>
    <lts>true</lts>
    <endOfLife>2031-04-20</endOfLife>
    <stream>live</stream>
    <title>Live system</title>
    <kind>live</kind>
    <serial>1e3</serial>
    <published>2026-07-01</published>
    <withdrawn>2026-07-25</withdrawn>
    <file>b.iso</file>
    <arch>amd64</arch>
    <format>iso</format>
    <digest>${B}</digest>
    <url>https://images.example.org/1e3/b.iso</url>
    <level>imported</level>
  </image>
</osdex-images>
`;

test('XML has an element for each image, and one in it for all that is known', async () => {
  assert.equal(await textOf(xml, plainImages()), EXPECTED);
  assert.equal(await textOf(xml, []), EXPECTED.replace(/ {2}<image>[^]*<\/image>\n/, ''));
});

test(
  'xmllint finds an image by its digest, and hostile texts as they were',
  { skip: absent('xmllint', 'libxml2-utils') },
  async () => {
    const input = await textOf(xml, [...plainImages(), ...sampleImages(), hostileImage()]);
    const query = (xpath: string) => {
      const { status, stdout, stderr } = spawnSync('xmllint', ['--nonet', '--xpath', xpath, '-'], {
        input,
        timeout: 20_000,
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      return stdout.trimEnd();
    };
    assert.equal(query(`string(//image[digest="${B}"]/id)`), 'example/26.10/live/1e3/b.iso');
    assert.equal(query(`count(//image[digest="${B.replace('0b', '1b')}"])`), '0');
    assert.equal(query('string(//image[last()]/title)'), HOSTILE);
    assert.equal(query('count(//image/*/*)'), '0');
  },
);

test(
  'what XML cannot hold does not spoil the document',
  { skip: absent('xmllint', 'libxml2-utils') },
  async () => {
    const image = hostileImage();
    const title = 'a\0b\u{1b}c\ud800d]]>';
    const input = await textOf(xml, [{ ...image, stream: { ...image.stream, title } }]);
    assert.ok(input.includes('<title>a\ufffdb\ufffdc\ufffdd]]&gt;</title>'));
    execFileSync('xmllint', ['--noout', '-'], { input, timeout: 20_000 });
  },
);
