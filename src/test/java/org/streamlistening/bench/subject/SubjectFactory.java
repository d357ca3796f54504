package org.streamlistening.bench.subject;

import java.io.IOException;
import java.net.URI;

/** Starts the subject that the arguments name. */
record SubjectFactory(Arguments given, URI upstream) {

    Subject start() throws IOException {
        return switch (given.text("subject")) {
            case "listener" -> listener(given.text("transport"));
            case "consumer" -> ConsumerSubject.of(upstream, given.text("transport"));
            case "client" -> new ClientSubject(upstream, given.text("transport"));
            case "loop" -> new LoopSubject(upstream, TokenDecoder.of(given.text("decode")), false);
            case "fan-out" -> new LoopSubject(upstream, TokenDecoder.of(given.text("decode")), true);
            default -> throw new IllegalArgumentException(given.text("subject"));
        };
    }

    private Subject listener(String transport) throws IOException {
        return switch (transport) {
            case "in-process" -> ListenerSubject.inProcess();
            case "own-http" -> ListenerSubject.overHttp();
            default -> ListenerSubject.of(upstream, transport, given.text("decode"));
        };
    }
}
