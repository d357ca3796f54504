package org.streamlistening.client;

/**
 * The HTTP client that carries the requests of a {@link DurableStreamsClient}. The protocol client behaves the same on
 * both.
 *
 * @since 0.1
 */
public enum ClientTransport {

    /** The Jakarta REST Client of the container, with its filters, providers and TLS. The default. */
    JAKARTA_REST,

    /** The HTTP client of the JDK. A waiting read occupies one connection and no thread of the client. */
    JAVA_NET_HTTP
}
