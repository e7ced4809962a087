// A page of a browser that playwright knows nothing of: it has itself told of each frame of a page's sockets, with all
// that is in it, which costs more than the sending.
//
//   const page = await openUnwatched(browser, url);         // or with a function that runs in it first
//   await page.choose("input", path);                       // a file, for the element of that selector
//   await page.waitFor("document.title === 'done'");
//   const answer = await page.evaluate("navigator.language");
//   await page.close();
import { setTimeout as sleep } from "node:timers/promises";

const patience = 120_000; // milliseconds

export async function openUnwatched(browser, url, first) {
  const root = await browser.newBrowserCDPSession();
  const { browserContextId } = await root.send("Target.createBrowserContext");
  const { targetId } = await root.send("Target.createTarget", { url: "about:blank", browserContextId });
  const { sessionId } = await root.send("Target.attachToTarget", { targetId, flatten: false });

  const waiting = new Map();
  root.on("Target.receivedMessageFromTarget", ({ message }) => {
    const { id, result, error } = JSON.parse(message);
    waiting.get(id)?.(result ?? { error });
    waiting.delete(id);
  });
  let newest = 0;
  const send = async (method, params) => {
    const id = ++newest;
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    await root.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id, method, params }) });
    const answer = await answered;
    if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
    return answer;
  };

  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", {
      expression, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const waitFor = async (expression) => {
    for (const deadline = Date.now() + patience; !(await evaluate(expression)); await sleep(20)) {
      if (Date.now() > deadline) throw new Error(`It did not come to this: ${expression}`);
    }
  };
  await send("Page.enable", {});
  if (first) await send("Page.addScriptToEvaluateOnNewDocument", { source: `(${first})()` });
  await send("Page.navigate", { url });
  await waitFor("document.readyState === 'complete' && location.href !== 'about:blank'");
  return {
    evaluate,
    waitFor,
    async choose(selector, path) {
      const { result } = await send("Runtime.evaluate", { expression: `document.querySelector("${selector}")` });
      await send("DOM.setFileInputFiles", { files: [path], objectId: result.objectId });
    },
    async close() {
      await root.send("Target.disposeBrowserContext", { browserContextId });
      await root.detach();
    },
  };
}
