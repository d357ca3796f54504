import { runConformanceTests } from "@durable-streams/server-conformance-tests"

// Everything but the reserved subscription APIs, which the server answers with 404.
runConformanceTests({
  baseUrl: process.env.SERVER_URL,
  longPollTimeoutMs: Number(process.env.LONG_POLL_TIMEOUT_MS),
  subscriptions: false,
})
