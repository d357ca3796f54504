package org.streamlistening.internal.answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOptions;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.client.StreamException;
import org.streamlistening.internal.answer.AnswerSender.Surroundings;
import org.streamlistening.internal.runtime.AnswerSettings;
import org.streamlistening.internal.threads.Backoff;
import org.streamlistening.support.ModelTime;

/** A server of the model. */
final class ModelServer {

    /** An answer as its application knows it. */
    static final class Written {

        final String stream;
        final AnswerWriter writer;
        final StringBuilder text = new StringBuilder();
        /** When its server was killed or frozen for good; 0: it was not. */
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

    ModelServer(Random random, ModelTime time, ModelStreams streams, Duration silence) {
        this.random = random;
        this.threads = time.newThreads();
        Backoff backoff = new Backoff(silence.dividedBy(60), silence.dividedBy(10), random::nextDouble);
        AnswerSettings settings = new AnswerSettings(silence, "control", 100, "It broke.", backoff);
        answers = new ApplicationAnswers(
                settings,
                streams,
                streams,
                () -> Long.toHexString(random.nextLong()),
                new Surroundings(threads, threads, time::now, backoff, silence));
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
        // Without waiting for the other threads.
        Thread.currentThread().interrupt();
        try {
            switch (random.nextInt(4)) {
                case 0 -> answer.writer.stopped();
                case 1 -> answer.writer.failed("as scripted");
                case 2 -> answer.writer.close();
                default -> answer.writer.done();
            }
        } catch (CancellationException interrupted) {
            // As expected.
        } finally {
            var unused = Thread.interrupted();
        }
    }

    boolean stop(String stream) {
        try {
            var unused = answers.stop(stream);
            return true;
        } catch (StreamException e) {
            return false;
        }
    }
}
