/**
 * The embedded Durable Streams server: a servlet that implements the whole protocol except the reserved subscription APIs.
 * An application with it needs no other process. Usable with or without CDI.
 *
 * <p>{@link org.streamlistening.server.EmbeddedServer} adds the servlet to an application whose configuration enables it.
 * {@link org.streamlistening.server.DurableStreamsServlet} receives HTTP requests. The internal rooms behind it map HTTP to
 * operations on streams ({@code serve}), decide these ({@code engine}), and keep the bytes ({@code store}).
 *
 * <p>In: configuration ({@link org.streamlistening.server.ServerOptions}), access rules
 * ({@link org.streamlistening.server.StreamAccess}) and HTTP requests. Out: HTTP responses.
 *
 * <p>Threads: the container brings requests and reports when a response can be written. The server has two threads of its
 * own, which notify waiting readers and run timers; a store on disk has one for its journal, and at times one for a checkpoint.
 * All of them end with the servlet. A waiting reader holds no thread, and bodies are read and written without blocking one.
 */
@NullMarked
package org.streamlistening.server;

import org.jspecify.annotations.NullMarked;
