/** Worker thread that answers with the front end's message for each source it is sent. */
import { parentPort } from "node:worker_threads";
import { startFrontend } from "../../compiler/frontend/pyodide.js";

const frontend = startFrontend();

parentPort?.on("message", async (source: Uint8Array | string) => {
  try {
    parentPort?.postMessage((await frontend).parse(source));
  } catch (error) {
    parentPort?.postMessage(error);
  }
});
