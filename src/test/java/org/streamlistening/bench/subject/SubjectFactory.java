package org.streamlistening.bench.subject;

import java.io.IOException;
import java.net.URI;

/** Starts the subject that the arguments name. */
record SubjectFactory(Arguments given, URI upstream) {

    Subject start() throws IOException {
        return switch (given.text("subject")) {
            case "listener" -> new ListenerSubject(upstream, given.text("transport"), given.text("decode"));
            case "client" -> new ClientSubject(upstream, given.text("transport"));
            case "loop" -> new LoopSubject(upstream, TokenDecoder.of(given.text("decode")), false);
            case "fan-out" -> new LoopSubject(upstream, TokenDecoder.of(given.text("decode")), true);
            default -> throw new IllegalArgumentException(given.text("subject"));
        };
    }
}
