package org.streamlistening.bench.subject;

import org.streamlistening.client.ClientTransport;

/** The transports by the names that the configuration has for them. */
final class Transports {

    private Transports() {}

    static ClientTransport client(String name) {
        return switch (name) {
            case "rest" -> ClientTransport.JAKARTA_REST;
            case "jdk" -> ClientTransport.JAVA_NET_HTTP;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
