/**
 * Token streaming that survives: one page, one session bean that observes a stream, and a writer in the background.
 *
 * <p>Read {@link org.streamlistening.sample.AnswerView} first: it is all that an application needs to listen. Then
 * {@link org.streamlistening.sample.Demo}, what the buttons do, and {@link org.streamlistening.sample.AnswerWriter},
 * the other end of the stream.
 */
@NullMarked
package org.streamlistening.sample;

import org.jspecify.annotations.NullMarked;
