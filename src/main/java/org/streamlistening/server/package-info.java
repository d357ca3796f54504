/**
 * The embedded Durable Streams server: a servlet that speaks the whole protocol but the reserved subscription APIs, so
 * that an application needs no other process. Usable with or without CDI.
 *
 * <p>From the outside in: {@link org.streamlistening.server.EmbeddedServer} puts the servlet into the application where
 * configuration asks for it, {@link org.streamlistening.server.DurableStreamsServlet} turns requests into operations on
 * streams and their results into answers, and a store beneath keeps the bytes.
 *
 * <p>A reader that waits holds no thread, and bodies are read and written without blocking one.
 */
@NullMarked
package org.streamlistening.server;

import org.jspecify.annotations.NullMarked;
