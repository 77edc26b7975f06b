/** Longer than between two letters of who types. */
const REST_MS = 250;

/** The page's address as it follows what the page shows. */
export interface AddressBar {
  /**
   * Writes a query, without `?`: as a step that going back takes back, or in place of the last. In place it is written
   * when the reader rests: browsers take milliseconds for it, and allow it only so often.
   */
  write(query: string, inPlace: boolean): void;
}

export function createAddressBar(): AddressBar {
  let waiting: { query: string; timer: ReturnType<typeof setTimeout> } | undefined;

  const settle = (): void => {
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    const { query } = waiting;
    waiting = undefined;
    change('replaceState', query);
  };

  // Whoever leaves comes back to what they saw last.
  addEventListener('pagehide', settle);
  addEventListener('popstate', () => {
    clearTimeout(waiting?.timer);
    waiting = undefined;
  });

  return {
    write(query, inPlace) {
      if (inPlace) {
        clearTimeout(waiting?.timer);
        waiting = { query, timer: setTimeout(settle, REST_MS) };
      } else {
        settle();
        change('pushState', query);
      }
    },
  };
}

function change(how: 'pushState' | 'replaceState', query: string): void {
  try {
    history[how](null, '', query === '' ? location.pathname : `?${query}`);
  } catch {
    // Too often for this browser: what is shown does not depend on it.
  }
}
