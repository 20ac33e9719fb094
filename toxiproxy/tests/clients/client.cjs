// Drives a Toxiproxy through npm's toxiproxy-node-client and prints what it sees, a line for each thing.
//
//     NODE_PATH=.../node_modules node client.cjs PORT_OF_THE_CONTROL_API UPSTREAM

const net = require("node:net");
const { Toxiproxy } = require("toxiproxy-node-client");

/** What a client of the proxy gets back from the echo server behind it. */
function through(proxy) {
  const { hostname, port } = new URL(`http://${proxy.listen}`);
  return new Promise((resolve) => {
    const connection = net.connect({ host: hostname, port: Number(port) }, () => connection.write("ping"));
    connection.on("data", (data) => connection.end() && resolve(String(data)));
    connection.on("error", (error) => resolve(error.code));
    connection.on("close", () => resolve("closed"));
  });
}

/** The status and the sentence of a refusal. */
function refusal(request) {
  return request.then(
    () => "not refused",
    (error) => error.message,
  );
}

async function main() {
  const [port, upstream] = process.argv.slice(2);
  const toxiproxy = new Toxiproxy(`http://127.0.0.1:${port}`);
  console.log("running", (await toxiproxy.getVersion()).includes("version"));

  const body = { name: "payment", listen: "127.0.0.1:0", upstream, enabled: true };
  let proxy = await toxiproxy.createProxy(body);
  console.log("created", proxy.enabled, Object.keys(await toxiproxy.getAll()), await through(proxy));
  console.log("again", await refusal(toxiproxy.createProxy(body)));

  const attributes = { timeout: 1 };
  let toxic = await proxy.addToxic({
    name: "reset", type: "reset_peer", stream: "upstream", toxicity: 1, attributes,
  });
  console.log("toxic", JSON.stringify(toxic.toJson()), await through(proxy));
  toxic = await toxic.update({ toxicity: 0.25, attributes: { timeout: 2 } });
  console.log("updated", JSON.stringify((await proxy.getToxic("reset")).toJson()));
  console.log("unknown type", await refusal(proxy.addToxic({ type: "nonsense" })));
  await toxic.remove();
  console.log("removed", await refusal(proxy.getToxic("reset")), await through(proxy));

  proxy = await proxy.update({ enabled: false });
  console.log("down", proxy.enabled, await through(proxy));
  await toxiproxy.reset();
  console.log("reset", (await toxiproxy.get("payment")).enabled, await through(proxy));
  const populated = await toxiproxy.populate([{ name: "other", listen: "127.0.0.1:0", upstream }]);
  console.log("populated", Object.keys(populated), await through(populated.other));
  await proxy.remove();
  await populated.other.remove();
  console.log("removed", Object.keys(await toxiproxy.getAll()));
}

main();
