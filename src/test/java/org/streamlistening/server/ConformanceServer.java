package org.streamlistening.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The server alone, mounted at the root, open to everybody on this machine: for suites that speak HTTP. */
final class ConformanceServer {

    private ConformanceServer() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> given = Arrays.asList(args);
        int port = Integer.parseInt(given.get(given.indexOf("--port") + 1));
        ServerOptions.Builder options = ServerOptions.builder()
                .access(StreamAccess.everything())
                .corsOrigins(Set.of("*"))
                .longPollTimeout(Duration.ofMillis(Long.getLong("long-poll-millis", 30_000)));
        if (given.contains("--store")) {
            options.store(Path.of(given.get(given.indexOf("--store") + 1)));
        }
        JettyServer server = JettyServer.start(port, "/*", options.build());
        System.out.println("ready at " + server.uri("/"));
        Thread.currentThread().join();
    }
}
