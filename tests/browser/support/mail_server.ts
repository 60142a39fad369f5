// A mail server that keeps each letter as a file, and refuses whoever is called "unbekannt".

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";

// The letters to an address, the first one first, as people read them.
export function lettersTo(address: string): string[] {
  const folder = join(process.env.PFORTE_RESULTS!, "mail");
  const letters = readdirSync(folder).sort().map((name) => readFileSync(join(folder, name), "utf8"));
  return letters.filter((letter) => letter.includes(`To: ${address}`)).map((letter) => letter.replaceAll("=\n", ""));
}

export function startMailServer(folder: string): Promise<{ url: string; stop: () => void }> {
  mkdirSync(folder);
  let kept = 0;
  const keep = (letter: string) => writeFileSync(join(folder, `${String(++kept).padStart(4, "0")}.eml`), letter);
  const server = createServer((socket) => talk(socket, keep));
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      done({ url: `smtp://127.0.0.1:${port}`, stop: () => void server.close() });
    });
  });
}

function talk(socket: Socket, keep: (letter: string) => void) {
  let rest = "";
  let inLetter = false;
  let letter: string[] = [];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string) => {
    if (inLetter) {
      if (line !== ".") return void letter.push(line);
      inLetter = false;
      keep(letter.join("\n"));
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
