/**
 * The embedded Durable Streams server: a servlet that speaks the whole protocol but the reserved subscription APIs, so
 * that an application needs no other process. Usable with or without CDI.
 *
 * <p>From the outside in: {@link org.streamlistening.server.EmbeddedServer} puts the servlet into the application where
 * configuration asks for it, {@link org.streamlistening.server.DurableStreamsServlet} takes HTTP requests, which
 * {@code ServletBinding} hands on as a {@code ServerRequest} and a {@code ServerResponse}; {@code StreamProtocol} turns
 * these into operations on streams and their results into responses, and knows nothing of what carries them; a store
 * beneath keeps the bytes.
 *
 * <p>A reader that waits holds no thread, and bodies are read and written without blocking one.
 *
 * <h2>Who may touch what</h2>
 *
 * <p>Threads: those of the container bring requests and tell when an answer can be written; two of the server's own wake
 * who waits, answer for what was made safe, and look at the clock; the store on disk has one for its journal, and one at
 * times for a checkpoint. No other class starts any ({@code ServerThreads} does), and all are gone when the servlet is.
 *
 * <p>Locks are taken in this order and never the other way round: an answer ({@code SseFeed}, {@code LongPoll}), the
 * table of streams ({@code Streams}), a stream ({@code DurableStream}; a fork before its source), what is readable of it
 * ({@code StreamContent}), and last the journal's queue ({@code CommitQueue}) or a log in memory. No file is written
 * within one, and none is read but where a fork or the retention has to know where a message ends. Waiters are called,
 * and answers are sent, out of all of these.
 *
 * <p>A change goes one way: decided within its stream's lock and put into the queue there, so that the queue has the
 * changes of a stream in their order; taken out, written and forced by the journal's thread alone; then kept, which makes
 * it readable, and told. A refusal that depends on what is not kept yet is not told before either, and a stream is
 * read until its deletion is kept. Readers take no lock at all: what they see is a value ({@code StreamState},
 * {@code Extent}, a snapshot of a log in memory), and nothing below its end is ever written again. A reader that comes
 * too late for a file which was deleted is answered with status 410.
 *
 * <p>The files are the journal's thread's: it writes, deletes and counts them. A checkpoint only forces files that it was
 * given a list of, and replaces snapshots and old journals, one checkpoint at a time. A reader opens a file for one piece
 * and closes it, so that a client which never comes back holds nothing; the journal's thread has no more than 256 open.
 */
@NullMarked
package org.streamlistening.server;

import org.jspecify.annotations.NullMarked;
