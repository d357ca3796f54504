/**
 * The answers of one web application. In: text and messages of the application, on any thread. Out: requests of one
 * idempotent producer for each answer, and one terminal message with which its stream is closed. The control logs, in
 * {@code internal.answer.control}, know which answers are open.
 *
 * <p>Threads: any. {@code AnswerState} has the only state of an answer, and is guarded by itself; one thread at a time
 * sends for an answer, a thread of the library. Callers block in {@code AnswerState} only.
 */
@NullMarked
package org.streamlistening.internal.answer;

import org.jspecify.annotations.NullMarked;
