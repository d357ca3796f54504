package org.streamlistening.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.serve.exchange.ResponseSink;

/** A response between the server and a client of the same process: the order of writes and reads, and the notifications. */
class InProcessPipeTest {

    private static final int PIECE = 1 << 20;
    private static final byte[] BYTES = new byte[PIECE];

    private final InProcessPipe pipe = new InProcessPipe();
    private final List<String> notified = new ArrayList<>();
    private final byte[] target = new byte[PIECE];

    /** A body of many pieces. */
    private final class Pieces implements ResponseSink.Writer {

        private final int count;
        private int written;

        Pieces(int count) {
            this.count = count;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (written < count && pipe.isReady()) {
                written++;
                pipe.write(BYTES);
            }
            if (written == count) {
                pipe.end();
            }
        }

        @Override
        public void onError(Throwable failure) {
            notified.add("writer: " + failure.getMessage());
        }
    }

    private void reader() {
        notified.add("reader");
    }

    @Test
    void holdsOnePieceOfALargeBodyAndRequestsTheNextWhenItWasRead() throws IOException {
        Pieces body = new Pieces(64);
        pipe.setContentLength(64L * PIECE);
        pipe.start(body);
        long read = 0;
        for (int count = pipe.read(target, 0, PIECE); count >= 0; count = pipe.read(target, 0, PIECE)) {
            read += count;
            assertThat(body.written * (long) PIECE - read).isLessThanOrEqualTo(PIECE);
        }
        assertThat(read).isEqualTo(64L * PIECE);
    }

    @Test
    void notifiesOnceWhenDataCanBeRead() throws IOException {
        assertThat(pipe.await(this::reader)).isTrue();
        pipe.setStatus(201);
        pipe.write(new byte[] {'x'});
        assertThat(notified).as("the head is not complete yet").isEmpty();
        pipe.end();
        assertThat(notified).containsExactly("reader");
        assertThat(pipe.await(this::reader)).isFalse();
        assertThat(pipe.status()).isEqualTo(201);
        assertThat(pipe.read(target, 0, PIECE)).isEqualTo(1);
        assertThat(pipe.read(target, 0, PIECE)).isEqualTo(-1);
        assertThat(notified).containsExactly("reader");
    }

    @Test
    void requestsAnotherPieceForAWaitingReaderOnlyIfTheWriterHasOne() throws IOException {
        Pieces body = new Pieces(2);
        pipe.start(body);
        assertThat(body.written).isEqualTo(1);
        assertThat(pipe.read(target, 0, PIECE)).isEqualTo(PIECE);
        assertThat(pipe.await(this::reader)).isFalse();
        assertThat(body.written).isEqualTo(2);
        assertThat(notified).isEmpty();
    }

    /** A writer that runs on one thread must not run on another meanwhile. */
    @Test
    void requestsOnePieceAtATimeFromTheWriter() throws IOException {
        pipe.start(new ResponseSink.Writer() {
            private boolean inside;

            @Override
            public void onWritePossible() throws IOException {
                assertThat(inside).isFalse();
                inside = true;
                while (pipe.isReady()) {
                    pipe.write(BYTES);
                }
                // A reader on another thread reads in the same way.
                assertThat(pipe.read(target, 0, PIECE)).isEqualTo(PIECE);
                assertThat(pipe.read(target, 0, PIECE)).isZero();
                inside = false;
                if (notified.size() > 2) {
                    pipe.end();
                }
                notified.add("requested");
            }

            @Override
            public void onError(Throwable failure) {
                notified.add(failure.toString());
            }
        });
        assertThat(notified).containsExactly("requested", "requested", "requested", "requested");
    }

    @Test
    void notifiesBothEndsThatItWasClosed() throws IOException {
        pipe.start(new Pieces(2));
        pipe.read(target, 0, PIECE);
        pipe.onClosed(() -> notified.add("closed"));
        pipe.close();
        pipe.close();
        assertThat(notified).containsExactly("writer: the caller closed the response", "closed");
        assertThatThrownBy(() -> pipe.write(BYTES)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> pipe.read(target, 0, 1)).isInstanceOf(IOException.class);
        pipe.onClosed(() -> notified.add("closed before"));
        assertThat(notified).endsWith("closed before");
    }

    @Test
    void notifiesTheWaitingReaderThatItWasClosed() {
        assertThat(pipe.await(this::reader)).isTrue();
        pipe.close();
        assertThat(notified).containsExactly("reader");
        assertThat(pipe.await(this::reader)).isFalse();
    }

    @Test
    void aWriterOfAClosedPipeIsNotified() {
        pipe.close();
        pipe.start(new Pieces(2));
        assertThat(notified).containsExactly("writer: the caller closed the response");
    }

    @Test
    void aBodyThatEndsTooEarlyIsIncomplete() throws IOException {
        pipe.setContentLength(3);
        pipe.write(new byte[] {'x'});
        pipe.end();
        assertThat(pipe.read(target, 0, PIECE)).isEqualTo(1);
        assertThatThrownBy(() -> pipe.read(target, 0, PIECE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in the middle");
    }

    @Test
    void aBodyThatCannotBeMadeFailsItsReader() throws IOException {
        pipe.start(new ResponseSink.Writer() {
            @Override
            public void onWritePossible() {
                throw new IllegalStateException("the disk is gone");
            }

            @Override
            public void onError(Throwable failure) {
                pipe.end();
            }
        });
        assertThat(pipe.await(this::reader)).isFalse();
        assertThatThrownBy(() -> pipe.read(target, 0, PIECE))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("the disk is gone");
    }

    @Test
    void discardsAnUnreadPieceOnReset() throws IOException {
        pipe.setContentLength(2);
        pipe.write(new byte[] {'x'});
        pipe.resetBuffer();
        pipe.setStatus(500);
        pipe.end();
        assertThat(pipe.status()).isEqualTo(500);
        assertThat(pipe.read(target, 0, PIECE)).isEqualTo(-1);
    }
}
