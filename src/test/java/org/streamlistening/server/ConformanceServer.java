package org.streamlistening.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.streamlistening.support.TestPool;
import org.streamlistening.support.TestPostgres;

/** The server, mounted at the root and open to every caller on this machine, for suites that speak HTTP. */
final class ConformanceServer {

    private ConformanceServer() {}

    public static void main(String[] args) throws InterruptedException {
        List<String> given = Arrays.asList(args);
        ServerOptions.Builder options =
                ServerOptions.builder().access(StreamAccess.everything()).corsOrigins(Set.of("*"));
        value(given, "--store").map(Path::of).ifPresent(options::store);
        if (given.contains("--postgres")) {
            options.database(StreamDatabase.of(TestPool.of(TestPostgres.DATABASE, 20)));
        }
        value(given, "--long-poll-timeout")
                .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
                .ifPresent(options::longPollTimeout);
        int port = value(given, "--port").map(Integer::parseInt).orElse(0);
        JettyServer server = JettyServer.start(port, "/*", options.build());
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        System.out.println("ready at " + server.uri("/"));
        Thread.currentThread().join();
    }

    private static Optional<String> value(List<String> args, String name) {
        int at = args.indexOf(name);
        return at < 0 ? Optional.empty() : Optional.of(args.get(at + 1));
    }
}
