package org.streamlistening.it;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.answer.AnswerWriters;
import org.streamlistening.answer.StopResult;

/** Writes answers in the background, each with the text 0 1 2 …, until something else ends them. */
@ApplicationScoped
public class NumberedAnswers {

    private static final int WRITES_PER_FLUSH = 4;
    private static final long PAUSE_MILLIS = 5;

    @Inject
    private AnswerWriters writers;

    @Resource
    private ManagedExecutorService executor;

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Answer(AnswerWriter writer, AtomicInteger stops) {}

    /**
     * The response to a test.
     *
     * @param outcome empty: the answer is open
     * @param stops how often {@link AnswerWriter#onStop} ran
     */
    public record Progress(String outcome, int stops) {}

    /** @param acknowledged where each number is added that the server of the streams has acknowledged */
    void begin(String stream, DeliveryFile acknowledged) {
        Answer answer = new Answer(writers.open(stream), new AtomicInteger());
        answers.put(stream, answer);
        answer.writer().onStop(answer.stops()::incrementAndGet);
        executor.execute(() -> write(answer.writer(), acknowledged));
    }

    private static void write(AnswerWriter writer, DeliveryFile acknowledged) {
        try {
            for (int number = 0; ; number++) {
                writer.write(number + " ");
                if (number % WRITES_PER_FLUSH == 0) {
                    writer.flush();
                    acknowledged.add(number);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (AnswerEndedException ended) {
            // As each answer does.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    StopResult stop(String stream) {
        return writers.stop(stream);
    }

    Progress progress(String stream) {
        Answer answer = answers.get(stream);
        String outcome = answer.writer().outcome().map(AnswerOutcome::name).orElse("");
        return new Progress(outcome, answer.stops().get());
    }
}
