/** @throws Error that says what was asked for and what came instead. */
export async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`expected ${url}, found HTTP status ${response.status}`);
  return response.json();
}
