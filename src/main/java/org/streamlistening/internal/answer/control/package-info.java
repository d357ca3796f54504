/**
 * The control logs, by which the servers of an application stop each other's answers, and end those of a server that
 * died. Each server that writes answers has a log of its own, a durable stream, and reads those of the others.
 *
 * <p>In: answers that begin and end on this server, and requests to stop one elsewhere. Out: records in the log of this
 * server, stops that other servers request, and the answers that a dead server has left.
 *
 * <p>A full log is replaced by another one: the server registers all open answers there, and then writes into the full one
 * that it is retired. Stops before that record count; the server reads up to it before it closes the log. A server that
 * requests a stop reads on behind its record, and if that does not count, it looks for the answer in the other logs.
 *
 * <p>Threads: any, which may block in requests. {@code AnswerControl} has the one task that writes signs of life and looks
 * at the other servers; the classes say what is guarded by which lock.
 */
@NullMarked
package org.streamlistening.internal.answer.control;

import org.jspecify.annotations.NullMarked;
