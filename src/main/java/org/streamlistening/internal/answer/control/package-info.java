/**
 * The control logs, by which the servers of an application stop each other's answers, and end those of a server that
 * died. Each server that writes answers has a log of its own, a durable stream, and reads those of the others.
 *
 * <p>In: answers that begin and end on this server, and requests to stop one elsewhere. Out: records in the log of this
 * server, stops that other servers request, and the answers that a dead server has left.
 *
 * <p>Threads: any, which may block in requests. {@code AnswerControl} has the one task that writes signs of life and looks
 * at the other servers; the classes say what is guarded by which lock.
 */
@NullMarked
package org.streamlistening.internal.answer.control;

import org.jspecify.annotations.NullMarked;
