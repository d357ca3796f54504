/**
 * The protocol client: creates, writes and reads durable streams, with or without CDI.
 *
 * <p>One question, one answer; loops that read; nothing of sessions or events. The only package that knows how HTTP
 * requests are sent.
 */
@NullMarked
package org.streamlistening.client;

import org.jspecify.annotations.NullMarked;
