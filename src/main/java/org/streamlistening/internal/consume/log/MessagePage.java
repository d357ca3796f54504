package org.streamlistening.internal.consume.log;

import java.util.List;
import org.streamlistening.Offset;

/**
 * A part of a stream of JSON.
 *
 * @param messages in order, as JSON text
 * @param next the offset behind them
 * @param closed whether no further message can follow
 */
public record MessagePage(List<String> messages, Offset next, boolean closed) {}
