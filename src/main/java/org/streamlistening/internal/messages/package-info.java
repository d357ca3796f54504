/**
 * The catalogue of numbered messages: one constant per number, with text and remedy.
 *
 * <p>In: what the message is about. Out: its text, for an exception or the log. Depends on no other room; for any
 * thread.
 */
@NullMarked
package org.streamlistening.internal.messages;

import org.jspecify.annotations.NullMarked;
