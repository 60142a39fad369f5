// A mail server that keeps each letter as a file, and refuses whoever is called "unbekannt".

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join, resolve } from "node:path";

const LETTERS = resolve(__dirname, "../results/mail");
let kept = 0;

// The letters to an address, the first one first, as people read them.
export function lettersTo(address: string): string[] {
  const letters = readdirSync(LETTERS).sort().map((name) => readFileSync(join(LETTERS, name), "utf8"));
  return letters.filter((letter) => letter.includes(`To: ${address}`)).map((letter) => letter.replaceAll("=\n", ""));
}

export function startMailServer(): Promise<{ url: string; stop: () => void }> {
  rmSync(LETTERS, { recursive: true, force: true });
  mkdirSync(LETTERS, { recursive: true });
  const server = createServer(talk);
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      done({ url: `smtp://127.0.0.1:${port}`, stop: () => void server.close() });
    });
  });
}

function talk(socket: Socket) {
  let rest = "";
  let inLetter = false;
  let letter: string[] = [];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string) => {
    if (inLetter) {
      if (line !== ".") return void letter.push(line);
      inLetter = false;
      writeFileSync(join(LETTERS, `${String(++kept).padStart(4, "0")}.eml`), letter.join("\n"));
      letter = [];
      say("250 kept");
    } else if (/^RCPT TO:<unbekannt/i.test(line)) {
      say("550 no such person");
    } else if (/^DATA/i.test(line)) {
      inLetter = true;
      say("354 go on");
    } else if (/^QUIT/i.test(line)) {
      socket.end("221 bye\r\n");
    } else {
      say("250 yes");
    }
  };
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop()!;
    lines.forEach(hear);
  });
  say("220 ready");
}
