package org.streamlistening.answer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.protocol.TimeText;

/**
 * The options of one answer. Immutable.
 *
 * @param linger how long text may wait for further text, with which it becomes one message; zero: only as long as an
 *     earlier request takes
 * @param maxBufferedChars how much text may wait or be in flight; a write beyond it blocks
 * @param failureReason the reason of {@link AnswerMessage.Failed} where the application gives none, such as after an exception;
 *     null: that of {@code durable-streams.answers.failure-reason}
 * @param ttl how long the stream lives after its last read or write, in whole seconds; null: the rule of the server
 * @since 0.1
 */
public record AnswerOptions(
        Duration linger, int maxBufferedChars, @Nullable String failureReason, @Nullable Duration ttl) {

    private static final AnswerOptions DEFAULTS = new AnswerOptions(Duration.ofMillis(30), 1 << 16, null, null);

    private static final int MAX_BUFFER = 1 << 20;

    /** @throws IllegalArgumentException if a value is out of its range; the message has its name */
    public AnswerOptions {
        if (linger.isNegative() || linger.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("linger must be from 0 to 1m, not " + TimeText.of(linger));
        }
        if (maxBufferedChars < 1 || maxBufferedChars > MAX_BUFFER) {
            throw new IllegalArgumentException(
                    "maxBufferedChars must be from 1 to " + MAX_BUFFER + ", not " + maxBufferedChars);
        }
    }

    /** 30 ms linger, 65,536 buffered characters, reason and time to live by configuration and server. */
    public static AnswerOptions defaults() {
        return DEFAULTS;
    }

    /** The same options with another linger. */
    public AnswerOptions linger(Duration wait) {
        return new AnswerOptions(wait, maxBufferedChars, failureReason, ttl);
    }

    /** The same options with another limit of buffered text, from 1 to 1,048,576 characters. */
    public AnswerOptions maxBufferedChars(int chars) {
        return new AnswerOptions(linger, chars, failureReason, ttl);
    }

    /** The same options with another reason, a sentence for users. */
    public AnswerOptions failureReason(String sentence) {
        return new AnswerOptions(linger, maxBufferedChars, sentence, ttl);
    }

    /** The same options for a stream with this time to live. */
    public AnswerOptions ttl(Duration idle) {
        return new AnswerOptions(linger, maxBufferedChars, failureReason, idle);
    }
}
