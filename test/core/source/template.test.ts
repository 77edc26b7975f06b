import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileTemplate, fillTemplate, placeholdersOf } from '../../../core/source/template.ts';

test('the names between braces are those of letters only', () => {
  assert.deepEqual(placeholdersOf('https://x/{codename}/{arch}-{serial}-{arch}/{8}/{a_b}/{}/{ arch }'), [
    'codename',
    'arch',
    'serial',
    'arch',
  ]);
});

test('a template is filled with the words of the scope', () => {
  assert.equal(
    fillTemplate('https://x/{codename}/{serial}/{codename}.{8}', { codename: 'noble', serial: '20260725' }),
    'https://x/noble/20260725/noble.{8}',
  );
});

test('what is put in is not filled again and has no other meaning', () => {
  assert.equal(fillTemplate('{a}-{b}', { a: '{b}', b: '$& $1 $$' }), '{b}-$& $1 $$');
});

test('a name without a value is refused with those that have one', () => {
  assert.throws(() => fillTemplate('{codename}/{serial}', { codename: 'noble', release: '24.04' }), {
    code: 'source-invalid',
    message: 'expected a value for {serial} in "{codename}/{serial}", found only: codename, release',
  });
  assert.throws(() => fillTemplate('{serial}', {}), {
    code: 'source-invalid',
    message: 'expected a value for {serial} in "{serial}", found only: none',
  });
});

test('the name of a property of every object has no value', () => {
  assert.throws(() => fillTemplate('{constructor}', {}), { code: 'source-invalid' });
  assert.throws(() => compileTemplate('{constructor}', {}), {
    code: 'source-invalid',
    message: 'expected a pattern for {constructor} in "{constructor}", found none under patterns:',
  });
});

test('names that the scope does not know are read out of a text', () => {
  const read = compileTemplate('debian-{release}-generic-{arch}-{serial}.qcow2', { release: '13' });
  assert.deepEqual(read('debian-13-generic-amd64-20260120-2500.qcow2'), {
    release: '13',
    arch: 'amd64',
    serial: '20260120-2500',
  });
  assert.equal(read('debian-12-generic-amd64-20260120-2500.qcow2'), undefined);
});

test('a text must match from its beginning to its end', () => {
  const read = compileTemplate('{serial}/', {}, { serial: String.raw`\d{8}` });
  assert.deepEqual(read('20260725/'), { serial: '20260725' });
  for (const text of ['a20260725/', '20260725/x', '20260725', '2026072/', '20260725/\n', '']) {
    assert.equal(read(text), undefined, text);
  }
});

test('characters that mean something in an expression stand for themselves', () => {
  const hostile = String.raw`a.b*c+d?e(f)g[h]i|j^k$l\m-n/o{2}`;
  const read = compileTemplate(`${hostile}{serial}`, {});
  assert.deepEqual(read(`${hostile}1`), { serial: '1' });
  assert.equal(compileTemplate('a.img', {})('a-img'), undefined);
  assert.deepEqual(compileTemplate('{x}-{serial}', { x: '(.*' })('(.*-1'), { x: '(.*', serial: '1' });
  assert.equal(compileTemplate('{x}', { x: '.*' })('anything'), undefined);
});

test('a name that occurs twice must read the same both times', () => {
  const read = compileTemplate('{serial}/image-{serial}.raw', {});
  assert.deepEqual(read('20260725/image-20260725.raw'), { serial: '20260725' });
  assert.equal(read('20260725/image-20260726.raw'), undefined);
});

test('a pattern of the source goes before the usual one and may use what is known', () => {
  const patterns = { serial: String.raw`{release}(\.\d+)?`, language: '[a-z]{2}|[a-z]{2}_[A-Z]{2}' };
  const read = compileTemplate('ubuntu-{serial}-{language}-{arch}.iso', { release: '24.04' }, patterns);
  assert.deepEqual(read('ubuntu-24.04.3-pt_BR-amd64.iso'), {
    release: '24.04',
    serial: '24.04.3',
    language: 'pt_BR',
    arch: 'amd64',
  });
  assert.equal(read('ubuntu-24x04.3-de-amd64.iso'), undefined);
  assert.equal(read('ubuntu-25.10-de-amd64.iso'), undefined);
});

test('a name without a pattern is refused where it is not known', () => {
  assert.throws(() => compileTemplate('{edition}-{serial}.iso', { arch: 'amd64' }), {
    code: 'source-invalid',
    message: 'expected a pattern for {edition} in "{edition}-{serial}.iso", found none under patterns:',
  });
});

test('a pattern that is no expression, or only together with others, is refused', () => {
  for (const serial of ['[', '(', 'a)(b', '(?<arch>x)', '(?<serial>x)', String.raw`\k<other>`]) {
    assert.throws(
      () => compileTemplate('{serial}-{arch}', {}, { serial }),
      { code: 'source-invalid' },
      serial,
    );
  }
  assert.throws(() => compileTemplate('{serial}', {}, { serial: '{minor}[0-9]' }), {
    code: 'source-invalid',
    message: 'expected a value for {minor} in "{minor}[0-9]", found only: none',
  });
});

test('a group that a pattern names is no part of what is read', () => {
  const read = compileTemplate(
    '{serial}',
    { release: '9' },
    { serial: String.raw`(?<release>\d)(?<minor>x)?` },
  );
  assert.deepEqual(read('1x'), { release: '9', serial: '1x' });
  assert.deepEqual(read('1'), { release: '9', serial: '1' });
});

test('a pattern that could take for ever is refused', () => {
  assert.throws(() => compileTemplate('{serial}', {}, { serial: '(a+)+' }), {
    code: 'source-invalid',
    message: 'expected a pattern for {serial} without a repetition inside of a repetition, found "(a+)+"',
  });
});

test('what is longer than any name is not read', () => {
  const read = compileTemplate('{serial}-{number}-{arch}.img', {}, { number: '.+' });
  assert.equal(read(`1-${'2'.repeat(498)}-amd64.img`)?.['number']?.length, 498);
  assert.equal(read(`1-${'2'.repeat(501)}-amd64.img`), undefined);
  assert.equal(read('1-'.repeat(1_000_000)), undefined);
});
