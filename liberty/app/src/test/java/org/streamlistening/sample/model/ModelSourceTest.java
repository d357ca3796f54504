package org.streamlistening.sample.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.streamlistening.sample.AnswerPieces;
import org.streamlistening.sample.NoAnswerException;

/** A model over real HTTP, and everything that it does wrong. */
class ModelSourceTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration IMPATIENT = Duration.ofMillis(300);
    private static final String SECRET = "sk-1234567890";

    private final FakeModel model = new FakeModel();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> logged = new ArrayList<>();

    @AfterEach
    void close() {
        model.close();
        threads.shutdownNow();
    }

    private ModelSource source(Duration silence) {
        Executor executor = threads;
        return new ModelSource(
                new ModelSettings(URI.create(model.url()), "small", Optional.of(SECRET), silence), executor);
    }

    private List<String> answer(Duration silence) {
        List<String> pieces = new ArrayList<>();
        try (AnswerPieces answer = source(silence).answer("Why?")) {
            answer.forEachRemaining(pieces::add);
        }
        return pieces;
    }

    private String failure(Duration silence) {
        Handler log = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record.getMessage() + record.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(log);
        try {
            NoAnswerException failure = catchThrowableOfType(NoAnswerException.class, () -> answer(silence));
            assertThat(failure.getCause()).isNull();
            return failure.reason();
        } finally {
            root.removeHandler(log);
        }
    }

    @Test
    void streamsThePiecesOfTheModel() {
        model.will(answer -> answer.pieces("Because ", "\"it\" ", "can.\n").done());
        assertThat(answer(PATIENT)).containsExactly("Because ", "\"it\" ", "can.\n");
        assertThat(model.keys()).containsExactly("Bearer " + SECRET);
        assertThat(model.requests()).singleElement().asString().contains("Why?", "small", "\"stream\" : true");
    }

    @Test
    void givesEachPieceBeforeTheNextOneIsGenerated() {
        Semaphore next = new Semaphore(0);
        model.will(answer ->
                answer.pieces("one ").await(next).pieces("two ").await(next).done());
        try (AnswerPieces answer = source(PATIENT).answer("Why?")) {
            assertThat(answer.next()).isEqualTo("one ");
            next.release();
            assertThat(answer.next()).isEqualTo("two ");
            next.release();
            assertThat(answer.hasNext()).isFalse();
            assertThatThrownBy(answer::next).isInstanceOf(java.util.NoSuchElementException.class);
        }
    }

    @Test
    void toleratesASlowModel() {
        Semaphore never = new Semaphore(0);
        model.will(answer -> {
            for (int i = 0; i < 4; i++) {
                assertThat(never.tryAcquire(IMPATIENT.toMillis() / 2, TimeUnit.MILLISECONDS))
                        .isFalse();
                answer.pieces("slow ");
            }
            answer.done();
        });
        assertThat(answer(Duration.ofSeconds(2))).hasSize(4);
    }

    @Test
    void reportsARejectedKeyWithoutRepeatingIt() {
        model.will(answer -> answer.status(401, "{\"error\":{\"message\":\"Incorrect API key " + SECRET + "\"}}"));
        assertThat(failure(PATIENT)).startsWith("The model rejects this application.");
        assertThat(logged).isNotEmpty().noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void reportsTooManyRequests() {
        model.will(answer -> answer.status(429, "{}"));
        assertThat(failure(PATIENT)).startsWith("The model has too many requests");
        assertThat(model.requests()).hasSize(1);
    }

    @Test
    void reportsAFaultOfTheServer() {
        model.will(answer -> answer.status(503, "<html>oops</html>"));
        assertThat(failure(PATIENT)).startsWith("The model has a problem.");
    }

    @Test
    void reportsAnUnknownModel() {
        model.will(answer -> answer.status(404, "{}"));
        assertThat(failure(PATIENT)).startsWith("The model does not accept this request.");
    }

    @Test
    void reportsAnAnswerThatIsCutOff() {
        model.will(answer -> answer.pieces("Half an "));
        assertThat(failure(PATIENT)).isEqualTo("The connection to the model was lost.");
    }

    @Test
    void reportsAModelThatStopsAnswering() {
        model.will(answer -> answer.pieces("Half an ").hang());
        assertThat(failure(IMPATIENT)).isEqualTo("The model stopped answering.");
    }

    @Test
    void reportsAModelThatDoesNotBegin() {
        model.will(FakeModel.Answer::hang);
        assertThat(failure(IMPATIENT)).isEqualTo("The model stopped answering.");
    }

    @Test
    void reportsAMalformedPiece() {
        model.will(answer -> answer.pieces("Half an ")
                .event("{\"choices\":[{\"delta\":{\"cont")
                .done());
        assertThat(failure(PATIENT)).isEqualTo("The model sent something that is not an answer.");
    }

    @Test
    void reportsAModelThatCannotBeReached() {
        model.close();
        assertThat(failure(PATIENT)).isEqualTo("The model cannot be reached.");
    }

    @Test
    void cancelsTheCallWhenItIsClosed() throws InterruptedException {
        CountDownLatch gone = new CountDownLatch(1);
        model.will(answer -> {
            try {
                while (true) {
                    answer.pieces("word ");
                }
            } finally {
                gone.countDown();
            }
        });
        AnswerPieces answer = source(PATIENT).answer("Why?");
        assertThat(answer.next()).isEqualTo("word ");
        answer.close();
        assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anInterruptedReaderHasNoWholeAnswer() {
        model.will(answer -> answer.pieces("Half an ").hang());
        try (AnswerPieces answer = source(PATIENT).answer("Why?")) {
            assertThat(answer.next()).isEqualTo("Half an ");
            Thread.currentThread().interrupt();
            assertThatThrownBy(answer::hasNext).isInstanceOf(NoAnswerException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static final class Cancellation implements StreamingHandle {

        private boolean cancelled;

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    @Test
    void anInterruptedClientHasNoWholeAnswer() throws Exception {
        ModelAnswer answer = new ModelAnswer(PATIENT, () -> {});
        StreamingChatResponseHandler handler = answer.handler();
        Thread client = new Thread(() -> {
            Thread.currentThread().interrupt();
            handler.onPartialResponse(new PartialResponse("lost"), new PartialResponseContext(new Cancellation()));
        });
        client.start();
        client.join();
        assertThatThrownBy(answer::hasNext).isInstanceOf(NoAnswerException.class);
    }

    @Test
    void aRequestThatCannotBeSentIsAFailureForReaders() {
        // The client checks before it sends anything.
        String none = Optional.<String>empty().orElse(null);
        assertThatThrownBy(() -> source(PATIENT).answer(none))
                .isInstanceOf(NoAnswerException.class)
                .hasNoCause();
    }

    @Test
    void cancelsACallThatHasNoPieceYet() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        model.will(answer -> {
            try {
                answer.raw(": thinking\n\n");
                begun.countDown();
                answer.comments();
            } finally {
                gone.countDown();
            }
        });
        AnswerPieces answer = source(PATIENT).answer("Why?");
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        answer.close();
        assertThat(answer.hasNext()).isFalse();
        assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void cancelsACallWhoseResponseHasNotBegun() throws InterruptedException {
        Semaphore begin = new Semaphore(0);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        model.will(answer -> {
            asked.countDown();
            answer.await(begin);
            try {
                answer.comments();
            } finally {
                gone.countDown();
            }
        });
        AnswerPieces answer = source(PATIENT).answer("Why?");
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        answer.close();
        assertThat(answer.hasNext()).isFalse();
        begin.release();
        assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCancelledCallIsNoFailure() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        model.will(answer -> {
            begun.countDown();
            answer.hang();
        });
        AnswerPieces answer = source(PATIENT).answer("Why?");
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        answer.close();
        assertThat(answer.hasNext()).isFalse();
        assertThat(answer.isCut()).isFalse();
    }

    @Test
    void tellsThatAnAnswerIsCutOffAtTheLimitOfTheModel() {
        model.will(answer -> answer.pieces("Half an ").cut());
        AnswerPieces cut = source(PATIENT).answer("Why?");
        assertThat(cut.next()).isEqualTo("Half an ");
        assertThat(cut.hasNext()).isFalse();
        assertThat(cut.isCut()).isTrue();
        model.will(answer -> answer.pieces("A whole ").done());
        AnswerPieces whole = source(PATIENT).answer("Why?");
        assertThat(whole.next()).isEqualTo("A whole ");
        assertThat(whole.hasNext()).isFalse();
        assertThat(whole.isCut()).isFalse();
    }
}
