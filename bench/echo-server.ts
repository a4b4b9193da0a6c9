// The yardstick: the SDK's echo tool on node:http, in a process of its own. Arguments: port.
import http from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { echoHandler } from "@/lib/mcp/bench-echo";

const server = http.createServer(toNodeHandler(echoHandler));
server.listen(Number(process.argv[2]), "127.0.0.1", () => process.send?.({ ready: true }));
process.on("disconnect", () => process.exit(0));
