package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.streamlistening.answer.AnswerEndedException;
import org.streamlistening.answer.AnswerOutcome;
import org.streamlistening.answer.AnswerWriter;
import org.streamlistening.answer.AnswerWriters;

class AnswersTest {

    private final RecordedWriter writer = new RecordedWriter();

    /** Records what is written, and is stopped before the given message. */
    private static class RecordedWriter implements AnswerWriter {
        private final List<String> written = new ArrayList<>();
        private int stopBefore = Integer.MAX_VALUE;
        private @Nullable Runnable cancel;
        private @Nullable AnswerOutcome outcome;

        @Override
        public String streamId() {
            return "answers/1";
        }

        @Override
        public void write(String delta) {
            written.add(delta);
        }

        @Override
        public void append(Object message) {
            if (written.size() + 1 >= stopBefore) {
                end(AnswerOutcome.STOPPED, "stopped");
                if (cancel != null) {
                    cancel.run();
                }
                throw new AnswerEndedException("stopped", AnswerOutcome.STOPPED, null);
            }
            written.add(message.toString());
        }

        @Override
        public void flush() {}

        private AnswerOutcome end(AnswerOutcome how, String message) {
            if (outcome == null) {
                outcome = how;
                written.add(message);
            }
            return outcome;
        }

        @Override
        public AnswerOutcome done() {
            return end(AnswerOutcome.DONE, "done");
        }

        @Override
        public AnswerOutcome stopped() {
            return end(AnswerOutcome.STOPPED, "stopped");
        }

        @Override
        public AnswerOutcome failed(String reason) {
            return end(AnswerOutcome.FAILED, "failed: " + reason);
        }

        @Override
        public void onStop(Runnable action) {
            cancel = action;
        }

        @Override
        public Optional<AnswerOutcome> outcome() {
            return Optional.ofNullable(outcome);
        }

        @Override
        public void close() {
            end(AnswerOutcome.FAILED, "failed");
        }
    }

    /** Two words, and then a failure if there is one. */
    private record Words(@Nullable RuntimeException failure, List<String> events, boolean cut) implements AnswerSource {

        Words(@Nullable RuntimeException failure, List<String> events) {
            this(failure, events, false);
        }

        @Override
        public String description() {
            return "Two words.";
        }

        @Override
        public String waiting() {
            return "Waiting.";
        }

        @Override
        public AnswerPieces answer(String prompt) {
            AnswerPieces pieces = new PacedPieces(List.of("one ", "two "), Duration.ZERO);
            return new AnswerPieces() {
                @Override
                public boolean hasNext() {
                    if (!pieces.hasNext() && failure != null) {
                        throw failure;
                    }
                    return pieces.hasNext();
                }

                @Override
                public String next() {
                    return pieces.next();
                }

                @Override
                public boolean isCut() {
                    return cut;
                }

                @Override
                public void close() {
                    events.add("closed");
                }
            };
        }
    }

    private final List<String> events = new ArrayList<>();

    @Test
    void numbersThePiecesAndEndsWithDone() {
        Answers.write(writer, new Words(null, events), "Why?");
        assertThat(writer.written)
                .containsExactly(
                        "{\"type\":\"delta\",\"number\":1,\"text\":\"one \"}",
                        "{\"type\":\"delta\",\"number\":2,\"text\":\"two \"}",
                        "done");
        assertThat(events).contains("closed");
    }

    @Test
    void tellsReadersThatTheAnswerIsCutOff() {
        Answers.write(writer, new Words(null, events, true), "Why?");
        assertThat(writer.written).hasSize(4).endsWith("done");
        assertThat(writer.written.get(2)).startsWith("{\"type\":\"cut\",\"reason\":\"The model reached its limit ");
    }

    @Test
    void endsWithTheReasonOfTheSource() {
        Answers.write(writer, new Words(new NoAnswerException("No model today.", null), events), "Why?");
        assertThat(writer.written).hasSize(3).endsWith("failed: No model today.");
    }

    @Test
    void endsWithoutAReasonAfterABug() {
        try {
            Answers.write(writer, new Words(new IllegalStateException("a bug"), events), "Why?");
        } catch (IllegalStateException expected) {
            assertThat(expected).hasMessage("a bug");
        }
        assertThat(writer.written).endsWith("failed").doesNotContain("done");
    }

    @Test
    void endsTheWorkOfTheSourceWhenItIsStopped() {
        writer.stopBefore = 2;
        Answers.write(writer, new Words(null, events), "Why?");
        assertThat(writer.written).hasSize(2).endsWith("stopped");
        assertThat(events).isNotEmpty().containsOnly("closed");
    }

    @Test
    void anAnswerThatIsInterruptedHasFailed() {
        Thread.currentThread().interrupt();
        try {
            Answers.write(writer, new LocalText(Duration.ofSeconds(5)), "Why?");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(writer.written).last().asString().startsWith("failed: ");
    }

    @Test
    void aSourceThatCannotBeginEndsTheAnswerWithItsReason() {
        AnswerSource source = new AnswerSource() {
            @Override
            public String description() {
                return "None.";
            }

            @Override
            public String waiting() {
                return "Waiting.";
            }

            @Override
            public AnswerPieces answer(String prompt) {
                throw new NoAnswerException("No model today.", null);
            }
        };
        Answers.write(writer, source, "Why?");
        assertThat(writer.written).containsExactly("failed: No model today.");
    }

    private Answers withoutThreads() {
        Answers answers = new Answers();
        answers.source = new LocalText();
        answers.writers = proxy(AnswerWriters.class, () -> writer);
        answers.threads = new AnswerThreads() {
            @Override
            Executor executor() {
                return task -> {
                    throw new RejectedExecutionException("no thread");
                };
            }
        };
        return answers;
    }

    private static <T> T proxy(Class<T> type, Supplier<?> every) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> every.get()));
    }

    @Test
    void anAnswerThatNoThreadWritesEndsAtOnce() {
        Answers answers = withoutThreads();
        assertThatThrownBy(() -> answers.begin("Why?")).isInstanceOf(RejectedExecutionException.class);
        assertThat(writer.written).hasSize(2).endsWith("failed");
    }

    @Test
    void anAnswerWhosePromptCannotBeWrittenEndsAtOnce() {
        Answers answers = withoutThreads();
        answers.writers = proxy(AnswerWriters.class, () -> new RecordedWriter() {
            @Override
            public void append(Object message) {
                throw new IllegalStateException("cannot write");
            }

            @Override
            public void close() {
                writer.close();
            }
        });
        assertThatThrownBy(() -> answers.begin("Why?")).hasMessage("cannot write");
        assertThat(writer.written).containsExactly("failed");
    }
}
