import type { Publisher } from './publisher.ts';

/** What several say of one product, as one publisher. */
export function togetherByProduct(publishers: readonly Publisher[]): Publisher[] {
  const products = Map.groupBy(publishers, ({ product }) => product);
  return [...products.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : more.reduce(together, first),
  );
}

function together(a: Publisher, b: Publisher): Publisher {
  return {
    ...b,
    ...a,
    hosts: { ...b.hosts, ...a.hosts },
    series: [...a.series, ...b.series],
    final: [...(a.final ?? []), ...(b.final ?? [])],
    lay(press) {
      a.lay(press);
      b.lay(press);
    },
  };
}
