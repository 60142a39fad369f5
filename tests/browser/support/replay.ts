// Sends again what a journey sent, for somebody else and without a browser: many applications in little time.

import type { APIRequestContext, Page } from "@playwright/test";

import { expect } from "./test";

// What belongs to a visit and not to the answers; every page says it anew.
const OF_THE_VISIT = ["_csrf", "_revision", "_key"];

export interface Post {
  path: string;
  fields: URLSearchParams;
}

// Remembers from now on what is posted.
export function record(page: Page): Post[] {
  const posts: Post[] = [];
  page.on("request", (request) => {
    if (request.method() !== "POST") return;
    posts.push({ path: new URL(request.url()).pathname, fields: new URLSearchParams(request.postData() ?? "") });
  });
  return posts;
}

// Goes the same way again. Returns the receipt number.
export async function replay(request: APIRequestContext, start: string, posts: Post[]): Promise<string> {
  let html = await (await request.get(start)).text();
  for (const { path, fields } of posts) {
    const form = new URLSearchParams(fields);
    for (const name of OF_THE_VISIT) {
      const value = html.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
      if (form.has(name) && value) form.set(name, value);
    }
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    html = await (await request.post(path, { data: form.toString(), headers })).text();
  }
  const number = html.match(/class="pf-receipt__number">([^<]*)</)?.[1];
  expect(number, "the receipt number").toBeDefined();
  return number!;
}
