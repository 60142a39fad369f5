// Sends again what a journey sent, for somebody else and without a browser: many applications in little time.

import type { APIRequestContext, Page, Request } from "@playwright/test";

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
    const fields = fieldsOf(request);
    // What a page kept by itself is sent again by whoever leaves it.
    if (fields.get("_action") === "keep") return;
    posts.push({ path: new URL(request.url()).pathname, fields });
  });
  return posts;
}

// The controls of a posted page. One that takes files is sent in parts; files are not sent again.
function fieldsOf(request: Request): URLSearchParams {
  const body = request.postData() ?? "";
  const boundary = request.headers()["content-type"]?.match(/^multipart\/form-data; boundary=(.+)$/)?.[1];
  if (!boundary) return new URLSearchParams(body);
  const fields = new URLSearchParams();
  for (const part of body.split(`--${boundary}`)) {
    const control = part.match(/^\r\nContent-Disposition: form-data; name="([^"]*)"\r\n\r\n([^]*)\r\n$/);
    if (control) fields.append(control[1], control[2]);
  }
  return fields;
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
