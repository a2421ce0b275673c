/**
 * Answers the requests of Python processes for modules, over a Unix domain socket (on Windows, a named pipe) that only this
 * user can reach. `noodle_rt/channel.py` is the other end and describes the messages.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModuleSource } from "./modules.js";

export interface ModuleServer {
  /** What a Python process connects to. */
  readonly address: string;
  /** Version of the last Python that started a program, once one has. */
  readonly pythonVersion: () => string | undefined;
  readonly close: () => Promise<void>;
}

/** Unix limits the path of a socket to 104 bytes or a little more. */
const longestFolder = 80;

export async function startModuleServer(modules: ModuleSource): Promise<ModuleServer> {
  const folder = await mkdtemp(join(tmpdir().length > longestFolder ? "/tmp" : tmpdir(), "noodle-opt-"));
  const address = process.platform === "win32" ? `\\\\.\\pipe\\${folder.replaceAll(/[\\/:]/g, "-")}` : join(folder, "modules");
  const sockets = new Set<Socket>();
  let pythonVersion: string | undefined;

  const answer = async (kind: string, text: string): Promise<Uint8Array> => {
    if (kind === "M") return modules.answer(text);
    pythonVersion = text;
    return new Uint8Array();
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    let received = Buffer.alloc(0);
    socket.on("data", async (part: Buffer) => {
      received = Buffer.concat([received, part]);
      if (received.length < 4 || received.length < 4 + received.readUInt32LE(0)) return;
      const body = await answer(received.toString("latin1", 4, 5), received.toString("utf8", 5));
      const size = Buffer.alloc(4);
      size.writeUInt32LE(body.length);
      socket.end(Buffer.concat([size, body]));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, resolve);
  });
  return {
    address,
    pythonVersion: () => pythonVersion,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
