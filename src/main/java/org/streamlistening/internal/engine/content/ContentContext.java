package org.streamlistening.internal.engine.content;

import java.time.InstantSource;
import java.util.function.LongFunction;
import org.streamlistening.internal.store.StreamLog;
import org.streamlistening.server.Retention;

/**
 * The parts that the contents of all streams share.
 *
 * @param logs the log of a stream, by its number
 * @param clock measures the ages of messages
 */
public record ContentContext(LongFunction<StreamLog> logs, InstantSource clock, Retention retention) {}
