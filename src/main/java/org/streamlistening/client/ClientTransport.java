package org.streamlistening.client;

/** What carries the requests. Everything behaves the same on both. */
public enum ClientTransport {

    /** The Jakarta REST Client of the container, with its filters, providers and TLS. The default. */
    JAKARTA_REST,

    /** The HTTP client of the JDK: a read that waits holds no thread of its own and one connection. */
    JAVA_NET_HTTP
}
