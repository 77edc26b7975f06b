import assert from 'node:assert/strict';
import { test } from 'node:test';
import { facetValues, isClosedFacet } from '../../core/facet-values.ts';
import { FACETS, formatSelector, matchesFacets, parseSelector } from '../../core/selector.ts';
import type { Selector } from '../../core/selector.ts';

test('a query is read into facets, days, a number and words', () => {
  assert.deepEqual(
    parseSelector(
      'product=ubuntu,debian&lts=true&arch=amd64&since=2026-01-01&until=2026-12-31&latest=2&q=noble+server',
    ),
    {
      facets: { product: ['ubuntu', 'debian'], lts: ['true'], arch: ['amd64'] },
      since: '2026-01-01',
      until: '2026-12-31',
      latest: 2,
      text: 'noble server',
    },
  );
});

test('every facet can be asked for', () => {
  for (const facet of FACETS) {
    const [one, two] = isClosedFacet(facet) ? facetValues(facet) : ['a', 'b'];
    assert.deepEqual(parseSelector(`${facet}=${one},${two}`), { facets: { [facet]: [one, two] } });
  }
});

test('a value that nothing can have is refused, with those that there are and the nearest', () => {
  const refused: Record<string, string> = {
    'lts=maybe': 'expected lts as one of true, false; found "maybe"',
    'supported=ture': 'expected supported as one of true, false; found "ture"; did you mean true?',
    'kind=clod':
      'expected kind as one of cloud, installer, live, netboot, container, board; found "clod"; did you mean cloud?',
    'kind=cloud,Live':
      'expected kind as one of cloud, installer, live, netboot, container, board; found "Live"; did you mean live?',
    'arch=amd46':
      'expected arch as one of amd64, arm64, armhf, armel, riscv64, s390x, ppc64le, i386, loong64, all; found "amd46"; did you mean amd64?',
    'arch=aarch46':
      'expected arch as one of amd64, arm64, armhf, armel, riscv64, s390x, ppc64le, i386, loong64, all; found "aarch46"; did you mean arm64?',
    'format=qcow':
      'expected format as one of qcow2, raw, iso, vmdk, vhd, vhdx, vdi, ova, box, rootfs, squashfs, wsl, kernel, initrd, netboot; found "qcow"; did you mean qcow2?',
    'versionScheme=roling':
      'expected versionScheme as one of calver, semver, rolling, other; found "roling"; did you mean rolling?',
    'level=signed,unsigned':
      'expected level as one of signed, sums-only, weak, imported; found "unsigned"; did you mean signed?',
    'arch=constructor':
      'expected arch as one of amd64, arm64, armhf, armel, riscv64, s390x, ppc64le, i386, loong64, all; found "constructor"',
  };
  for (const [text, message] of Object.entries(refused)) {
    assert.throws(() => parseSelector(text), { name: 'OsdexError', code: 'usage', message });
  }
});

test('an architecture may go by the word of a publisher', () => {
  assert.deepEqual(parseSelector('arch=x86_64,AArch64,x86,amd64'), {
    facets: { arch: ['amd64', 'arm64', 'i386'] },
  });
});

test('a facet that is named again adds its values, each once', () => {
  assert.deepEqual(parseSelector('product=a,b,a&arch=arm64&product=c,b&product='), {
    facets: { product: ['a', 'b', 'c'], arch: ['arm64'] },
  });
});

test('blanks around a value and a question mark before the query do not count', () => {
  assert.deepEqual(parseSelector(' ?product=ubuntu, debian +&arch= amd64 '), {
    facets: { product: ['ubuntu', 'debian'], arch: ['amd64'] },
  });
});

test('a part without a value is refused', () => {
  for (const part of ['lts', 'arch', 'q', 'colour']) {
    assert.throws(() => parseSelector(`product=ubuntu&${part}`), {
      code: 'usage',
      message: `expected name=value in "product=ubuntu&${part}", found "${part}"`,
    });
  }
});

test('what is left empty asks for nothing', () => {
  assert.deepEqual(parseSelector('product=&latest=&since=&q=&arch=amd64'), { facets: { arch: ['amd64'] } });
  assert.deepEqual(parseSelector('product=,ubuntu,,'), { facets: { product: ['ubuntu'] } });
});

test('the short forms name a product and a release of it', () => {
  const forms: Record<string, Selector> = {
    ubuntu: { facets: { product: ['ubuntu'] } },
    ' ubuntu ': { facets: { product: ['ubuntu'] } },
    'ubuntu@': { facets: { product: ['ubuntu'] } },
    'ubuntu@24.04': { facets: { product: ['ubuntu'], release: ['24.04'] } },
    '': { facets: {} },
    'ubuntu@noble': { facets: { product: ['ubuntu'], codename: ['noble'] } },
    'ubuntu@lts': { facets: { product: ['ubuntu'], lts: ['true'] } },
    'ubuntu@latest': { facets: { product: ['ubuntu'] }, latest: 1 },
    'rocky-linux.9_x': { facets: { product: ['rocky-linux.9_x'] } },
  };
  for (const [text, selector] of Object.entries(forms)) assert.deepEqual(parseSelector(text), selector, text);
});

test('a form that is neither short nor a query is refused', () => {
  for (const text of [
    '@24.04',
    'ubuntu@24.04@x',
    'Ubuntu',
    '-x',
    'ubuntu debian',
    'ubuntu,debian',
    '../x',
    '*',
    'ubuntu@a,b',
    'ubuntu@\ud800',
    'ubuntu@\uff11',
    'ubuntu@a b',
  ]) {
    assert.throws(() => parseSelector(text), {
      name: 'OsdexError',
      code: 'usage',
      message: `expected a selector such as ubuntu, ubuntu@24.04 or product=ubuntu&arch=amd64, found "${text.trim()}"`,
    });
  }
});

test('a name that is no facet is refused with those that are', () => {
  assert.throws(() => parseSelector('product=ubuntu&achr=amd64'), {
    code: 'usage',
    message:
      'expected one of product, family, release, codename, lts, supported, stream, kind, arch, format, language, versionScheme, level, since, until, latest, q; found "achr" in "product=ubuntu&achr=amd64"',
  });
  for (const name of ['constructor', '__proto__', 'Product', 'text']) {
    assert.throws(() => parseSelector(`${name}=x`), { code: 'usage' }, name);
  }
});

test('a day that does not exist is refused', () => {
  for (const name of ['since', 'until']) {
    for (const day of [
      '2026',
      '2026-1-1',
      '2026-13-01',
      '2026-02-29',
      '2026-04-31',
      '20260101',
      'today',
      '2026-01-01T00:00:00Z',
    ]) {
      assert.throws(() => parseSelector(`${name}=${day}`), {
        code: 'usage',
        message: `expected ${name} as YYYY-MM-DD, found "${day}"`,
      });
    }
  }
  assert.deepEqual(parseSelector('since=2024-02-29'), { facets: {}, since: '2024-02-29' });
});

test('a number of builds that is none is refused', () => {
  for (const count of ['0', '-1', '1.5', 'one', '01', '1e3', '1000000000', ' 1']) {
    assert.throws(() => parseSelector(`latest=${count}`), {
      code: 'usage',
      message: `expected latest as a number of builds (1 or more), found "${count}"`,
    });
  }
});

test('a selector is written with its facets in one order and read back to the same', () => {
  const selector: Selector = {
    text: 'a&b=c+d %e',
    latest: 3,
    until: '2026-12-31',
    since: '2026-01-01',
    facets: { level: ['signed'], arch: ['amd64', 'arm64'], release: ['13~rc1', '1+2'], product: ['ubuntu'] },
  };
  const query =
    'product=ubuntu&release=13~rc1,1%2B2&arch=amd64,arm64&level=signed&since=2026-01-01&until=2026-12-31&latest=3&q=a%26b%3Dc%2Bd%20%25e';
  assert.equal(formatSelector(selector), query);
  assert.deepEqual(parseSelector(query), selector);
});

test('a comma, a percent sign and any other character may be part of a value', () => {
  const values = [
    'a,b',
    '100%',
    '50%25',
    '%2C',
    '%',
    ',',
    ' a',
    'b ',
    'a b',
    '&',
    '=',
    '+',
    '#',
    '?',
    'ä😀',
    '%zz',
    '%ff',
  ];
  for (const facet of FACETS.filter((one) => !isClosedFacet(one))) {
    for (const list of [values, ...values.map((value) => [value])]) {
      const query = formatSelector({ facets: { [facet]: list }, latest: 1 });
      assert.deepEqual(parseSelector(query), { facets: { [facet]: list }, latest: 1 }, query);
      const [name = '', value = ''] = [...new URLSearchParams(query)][0] ?? [];
      const written = `${new URLSearchParams([[name, value]]).toString()}&latest=1`;
      assert.deepEqual(parseSelector(written), { facets: { [facet]: list }, latest: 1 }, written);
    }
  }
  assert.equal(formatSelector({ facets: { codename: ['a,b', 'c'] } }), 'codename=a%252Cb,c');
  assert.deepEqual(parseSelector('codename=noble%2Cjammy,50%'), {
    facets: { codename: ['noble', 'jammy', '50%'] },
  });
});

test('half of a pair of code units is written as what replaces it', () => {
  assert.equal(
    formatSelector({ facets: { family: ['\ud800'] }, text: '\udc00' }),
    'family=%EF%BF%BD&q=%EF%BF%BD',
  );
});

test('every query and short form is read back from what it is written as', () => {
  for (const text of [
    'ubuntu',
    'ubuntu@24.04',
    'ubuntu@lts',
    'ubuntu@latest',
    'kind=cloud,live&q=x',
    'until=2026-01-01',
    'latest=1',
  ]) {
    const selector = parseSelector(text);
    assert.deepEqual(parseSelector(formatSelector(selector)), selector, text);
  }
  assert.equal(formatSelector({ facets: { product: [] } }), '');
});

test('all facets must hold, each by any of its values', () => {
  const { facets } = parseSelector('product=ubuntu,debian&arch=amd64');
  const matches = (product: string, arch: string) => matchesFacets({ facets }, { product, arch });
  assert.equal(matches('debian', 'amd64'), true);
  assert.equal(matches('fedora', 'amd64'), false);
  assert.equal(matches('debian', 'arm64'), false);
  assert.equal(matchesFacets({ facets: {} }, { product: 'fedora' }), true);
  assert.equal(matchesFacets({ facets: { product: [] } }, { product: 'fedora' }), true);
});

test('a facet that is not known of a thing is no reason to refuse it', () => {
  assert.equal(matchesFacets(parseSelector('product=ubuntu&arch=amd64'), { product: 'ubuntu' }), true);
  assert.equal(matchesFacets(parseSelector('product=ubuntu&arch=amd64'), { arch: 'arm64' }), false);
});
