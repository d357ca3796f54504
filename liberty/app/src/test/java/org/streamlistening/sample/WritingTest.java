package org.streamlistening.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.streamlistening.client.StreamException;

class WritingTest {

    private final List<String> written = new ArrayList<>();
    private final List<RuntimeException> faults = new ArrayList<>();
    private final CompletableFuture<Void> schedule = new CompletableFuture<>();
    private boolean ended;

    /** Records each append, and throws the faults first. */
    private final TokenStreams streams = new TokenStreams() {
        @Override
        void append(String streamId, Token token) {
            fail();
            written.add(token.number() + token.text());
        }

        @Override
        void close(String streamId) {
            fail();
            written.add("closed");
        }

        private void fail() {
            if (!faults.isEmpty()) {
                throw faults.remove(0);
            }
        }
    };

    private Writing writing(Supplier<Iterator<String>> source) {
        Writing writing = new Writing(streams, "answers/1", source, () -> ended = true);
        writing.runs(schedule);
        return writing;
    }

    private static void run(Writing writing, int times) {
        for (int i = 0; i < times; i++) {
            writing.run();
        }
    }

    @Test
    void writesOneWordPerRunAndClosesTheStreamAfterTheLast() {
        run(writing(() -> List.of("a", "b").iterator()), 3);
        assertThat(written).containsExactly("1a", "2b", "closed");
        assertThat(ended).isTrue();
        assertThat(schedule).isCancelled();
    }

    @Test
    void triesTheSameWordAgainWhileTheServerIsAway() {
        Writing writing = writing(() -> List.of("a", "b").iterator());
        run(writing, 1);
        faults.add(new StreamException("away", "answers/1", 503, true, null, null));
        faults.add(new StreamException("away", "answers/1", 0, true, null, null));
        run(writing, 4);
        assertThat(written).containsExactly("1a", "2b", "closed");
    }

    @Test
    void endsAfterAFinalRejection() {
        Writing writing = writing(() -> List.of("a", "b").iterator());
        faults.add(new StreamException("gone", "answers/1", 404, false, null, null));
        run(writing, 1);
        assertThat(written).isEmpty();
        assertThat(ended).isTrue();
        assertThat(schedule).isCancelled();
    }

    @Test
    void closesTheStreamWhenItIsStopped() {
        Writing writing = writing(() -> List.of("a", "b").iterator());
        run(writing, 1);
        writing.stop();
        run(writing, 1);
        assertThat(written).containsExactly("1a", "closed");
    }

    @Test
    void closesTheStreamWhenTheSourceOfTheWordsFails() {
        Writing writing = writing(() -> {
            throw new IllegalStateException("no model today");
        });
        run(writing, 2);
        assertThat(written).containsExactly("closed");
        assertThat(ended).isTrue();
    }
}
