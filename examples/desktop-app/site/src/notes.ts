// What the main process answers; ../../main/src/app.ts is the other side.
export interface NoteSummary {
  readonly file: string;
  readonly title: string;
  readonly words: number;
  readonly headings: readonly { level: number; text: string; line: number }[];
}

async function ask(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
  return response;
}

/** The notes whose titles fit, best first; all of them for an empty query. */
export async function search(query: string): Promise<NoteSummary[]> {
  return (await (await ask(`/api/notes?query=${encodeURIComponent(query)}`)).json()) as NoteSummary[];
}

export async function readNote(file: string): Promise<string> {
  return (await ask(`/api/note?file=${encodeURIComponent(file)}`)).text();
}
