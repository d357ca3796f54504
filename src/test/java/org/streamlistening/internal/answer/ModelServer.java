package org.streamlistening.internal.answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.answer.StopResult;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.answer.control.Surroundings;
import org.streamlistening.internal.runtime.AnswerSettings;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.support.ModelTime;

/** A server of the model. */
final class ModelServer {

    static final int MAX_OPEN = 100;

    /** An answer as its application knows it. */
    static final class Written {

        final String stream;
        final AnswerWriter writer;
        final StringBuilder text = new StringBuilder();
        /** How often {@link AnswerWriter#onStop} ran. */
        int cancelled;

        Written(String stream, AnswerWriter writer) {
            this.stream = stream;
            this.writer = writer;
            writer.onStop(() -> cancelled++);
        }
    }

    final ModelTime.Threads threads;
    final ApplicationAnswers answers;
    final List<Written> written = new ArrayList<>();
    private final Random random;

    ModelServer(Random random, ModelTime time, ModelAnswerStreams streams, Duration silence) {
        this(random, time, streams, silence, ApplicationAnswers.MAX_RECORDS);
    }

    /** @param maxRecords of one log */
    ModelServer(Random random, ModelTime time, ModelAnswerStreams streams, Duration silence, int maxRecords) {
        this.random = random;
        this.threads = time.newThreads();
        Backoff backoff = new Backoff(silence.dividedBy(60), silence.dividedBy(10), random::nextDouble);
        AnswerSettings settings = new AnswerSettings(silence, "control", MAX_OPEN, "It broke.", backoff);
        answers = new ApplicationAnswers(
                settings,
                streams,
                streams,
                () -> Long.toHexString(random.nextLong()),
                new Surroundings(threads, threads, time::now, backoff, silence),
                maxRecords);
        threads.blockedWhile(() -> answers.control().isBeginning());
        answers.start();
    }

    boolean open(String stream) {
        try {
            written.add(new Written(stream, answers.open(stream, AnswerOptions.defaults())));
            return true;
        } catch (StreamException | IllegalStateException e) {
            return false;
        }
    }

    void write() {
        if (!written.isEmpty()) {
            Written answer = written.get(random.nextInt(written.size()));
            String delta = "[" + random.nextInt(1000) + "]";
            try {
                answer.writer.write(delta);
                answer.text.append(delta);
            } catch (AnswerEndedException ended) {
                // It was stopped or taken over.
            }
        }
    }

    void end() {
        if (!written.isEmpty()) {
            end(written.get(random.nextInt(written.size())));
        }
    }

    void end(Written answer) {
        int how = random.nextInt(4);
        end(answer, writer -> {
            switch (how) {
                case 0 -> writer.stopped();
                case 1 -> writer.failed("as scripted");
                case 2 -> writer.close();
                default -> writer.done();
            }
        });
    }

    /** Ends an answer without waiting for the other threads. */
    void end(Written answer, Consumer<AnswerWriter> end) {
        Thread.currentThread().interrupt();
        try {
            end.accept(answer.writer);
        } catch (CancellationException interrupted) {
            // As expected.
        } finally {
            var unused = Thread.interrupted();
        }
    }

    /** Empty if that failed. */
    Optional<StopResult> stop(String stream) {
        try {
            return Optional.of(answers.stop(stream));
        } catch (StreamException e) {
            return Optional.empty();
        }
    }
}
