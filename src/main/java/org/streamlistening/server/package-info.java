/**
 * The embedded Durable Streams server: a servlet that implements the protocol except the reserved subscription APIs, so
 * that an application needs no other process. Usable with or without CDI.
 *
 * <p>In: configuration or {@link org.streamlistening.server.ServerOptions}, and HTTP requests. Out: HTTP responses.
 * {@link org.streamlistening.server.EmbeddedServer} registers the servlet if the configuration enables the server,
 * {@link org.streamlistening.server.DurableStreamsServlet} takes the requests, and {@link
 * org.streamlistening.server.StreamAccess} permits or denies them. The protocol, the streams and the stores are
 * internal.
 *
 * <p>Threads: requests come on threads of the container. A reader that waits holds no thread, and bodies are read and
 * written without blocking one. The server starts two threads of its own, the store on disk up to two. On Open
 * Liberty, where a write can block, one more runs per write that is under way: up to 64, and those that stall. All of
 * them end with the servlet.
 */
@NullMarked
package org.streamlistening.server;

import org.jspecify.annotations.NullMarked;
