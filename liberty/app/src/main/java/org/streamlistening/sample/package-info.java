/**
 * Token streaming that survives: one page, one session bean that observes a stream, and a writer in the background.
 *
 * <p>Read {@link org.streamlistening.sample.AnswerView} first: an application needs no more to listen. Then read
 * {@link org.streamlistening.sample.Subscription} and {@link org.streamlistening.sample.Generation}, the actions of the
 * buttons, and {@link org.streamlistening.sample.Answers}, the writing end of the stream.
 */
@NullMarked
package org.streamlistening.sample;

import org.jspecify.annotations.NullMarked;
