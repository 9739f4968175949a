// The application without a window: answers the requests of the site. Electron and Node share
// the types Request and Response, so the same function serves both.
//
//   /api/notes?query=q   summaries of the notes whose titles fit, best first
//   /api/note?file=f     the Markdown of one note
//   anything else        a file of the built site
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export interface Places {
  /** Folder with main/, site/, ranking.node and notes-index, as the build lays it out. */
  readonly app: string;
  readonly notes: string;
}

/** ../../addon/addon.cc is the other side. */
interface Addon {
  rank(query: string, texts: string[]): { index: number; score: number }[];
}

/** ../../indexer prints more of each note, which only the site reads. */
interface NoteSummary {
  readonly file: string;
  readonly title: string;
}

const contentTypes: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".map": "application/json",
};

/** The folder that this file was built into. */
export const builtApp = fileURLToPath(new URL("..", import.meta.url));

/** Indexes the notes, then gives what answers requests. Rejects if the build is incomplete. */
export async function startApp(places: Places): Promise<(request: Request) => Promise<Response>> {
  const addon = createRequire(import.meta.url)(join(places.app, "ranking.node")) as Addon;
  const { stdout } = await promisify(execFile)(join(places.app, "notes-index"), [places.notes]);
  const notes = JSON.parse(stdout) as NoteSummary[];
  const titles = notes.map((note) => note.title);
  const files = new Set(notes.map((note) => note.file));

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/api/notes") {
      const matches = addon.rank(searchParams.get("query") ?? "", titles);
      return Response.json(matches.map((match) => notes[match.index]));
    }
    if (pathname === "/api/note") {
      const file = searchParams.get("file") ?? "";
      // Only what was indexed: a name from outside never becomes a path.
      if (!files.has(file)) return new Response(`there is no note ${file}`, { status: 404 });
      return new Response(await readFile(join(places.notes, file)), { headers: { "content-type": "text/markdown" } });
    }
    return siteFile(join(places.app, "site"), pathname === "/" ? "/index.html" : pathname);
  };
}

async function siteFile(site: string, pathname: string): Promise<Response> {
  const path = join(site, decodeURIComponent(pathname));
  const type = contentTypes[extname(path)];
  if (!path.startsWith(site + sep) || type === undefined) return new Response("not found", { status: 404 });
  try {
    return new Response(await readFile(path), { headers: { "content-type": type } });
  } catch {
    return new Response("not found", { status: 404 });
  }
}
