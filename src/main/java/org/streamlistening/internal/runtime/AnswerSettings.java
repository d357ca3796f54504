package org.streamlistening.internal.runtime;

import java.time.Duration;
import org.streamlistening.client.StreamId;
import org.streamlistening.internal.config.Configuration;
import org.streamlistening.internal.threads.Backoff;

/**
 * The configuration of the writers of answers, read once, when the application starts. For any thread.
 *
 * @param silence how long a server may be silent before another one ends its answers
 * @param prefix what the ids of the control streams begin with
 * @param maxOpen the limit of answers that this server writes at a time
 * @param failureReason for users, where the application gives none
 * @param retry the pause between two attempts of a request
 */
public record AnswerSettings(Duration silence, String prefix, int maxOpen, String failureReason, Backoff retry) {

    private static final String SILENCE = "durable-streams.answers.silence";
    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(1);

    static AnswerSettings of(Configuration configuration, Backoff retry) {
        return new AnswerSettings(
                configuration
                        .duration(SILENCE)
                        .filter(span -> span.compareTo(SHORTEST_SILENCE) >= 0 || rejectShort(configuration))
                        .orElse(Duration.ofSeconds(30)),
                configuration
                        .parsed("durable-streams.answers.prefix", id -> StreamId.of(id)
                                .value())
                        .orElse("answer-control"),
                configuration.integer("durable-streams.answers.max-open", 1, 1_000_000).orElse(10_000),
                configuration
                        .value("durable-streams.answers.failure-reason")
                        .orElse("The answer was interrupted."),
                retry);
    }

    private static boolean rejectShort(Configuration configuration) {
        configuration.parsed(SILENCE, text -> {
            throw Configuration.unusable(SILENCE, text, "at least 1s");
        });
        return false;
    }
}
