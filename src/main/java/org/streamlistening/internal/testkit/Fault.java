package org.streamlistening.internal.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.streamlistening.internal.protocol.ProtocolNames;

/** What a server of a test does with a request instead of answering it at once. Immutable. */
public sealed interface Fault {

    /** The request reaches the server later. */
    record Delay(Duration by) implements Fault {}

    /**
     * The server does what the request demands, and the connection is cut within the response.
     *
     * @param bytes how much of the body arrives, at most
     */
    record Cut(long bytes) implements Fault {}

    /** The server does nothing but answer with this status. */
    record Answer(int status, Map<String, String> headers) implements Fault {

        /** @param retryAfter rounded up to whole seconds */
        public static Answer of(int status, Optional<Duration> retryAfter) {
            Map<String, String> headers = new HashMap<>();
            // Marked as a response of the server itself: a client takes an unmarked 404 for that of a proxy.
            headers.put(ProtocolNames.SERVER, "durable-streams-testkit");
            headers.put("Cache-Control", "no-store");
            retryAfter.ifPresent(pause -> headers.put("Retry-After", seconds(pause)));
            return new Answer(status, Map.copyOf(headers));
        }

        private static String seconds(Duration pause) {
            return Long.toString(pause.plusSeconds(1).minusNanos(1).toSeconds());
        }
    }
}
