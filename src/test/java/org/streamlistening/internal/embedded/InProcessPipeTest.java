package org.streamlistening.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.serve.exchange.ResponseSink;

/**
 * A response between the server and a client of the same process: the order of writes and reads, and the notifications.
 */
class InProcessPipeTest {

    private static final int PIECE = 1 << 20;
    private static final byte[] BYTES = new byte[PIECE];

    private final InProcessPipe pipe = new InProcessPipe();
    private final InProcessServerResponse server = new InProcessServerResponse(pipe);
    private final InProcessClientResponse client = new InProcessClientResponse(server, pipe);
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
            while (written < count && server.isReady()) {
                written++;
                server.write(BYTES);
            }
            if (written == count) {
                server.end();
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
        server.setContentLength(64L * PIECE);
        server.start(body);
        long read = 0;
        for (int count = client.read(target, 0, PIECE); count >= 0; count = client.read(target, 0, PIECE)) {
            read += count;
            assertThat(body.written * (long) PIECE - read).isLessThanOrEqualTo(PIECE);
        }
        assertThat(read).isEqualTo(64L * PIECE);
    }

    @Test
    void notifiesOnceWhenDataCanBeRead() throws IOException {
        assertThat(client.whenReady(this::reader)).isTrue();
        server.setStatus(201);
        server.write(new byte[] {'x'});
        assertThat(notified).as("the head is not complete yet").isEmpty();
        server.end();
        assertThat(notified).containsExactly("reader");
        assertThat(client.whenReady(this::reader)).isFalse();
        assertThat(client.status()).isEqualTo(201);
        assertThat(client.read(target, 0, PIECE)).isEqualTo(1);
        assertThat(client.read(target, 0, PIECE)).isEqualTo(-1);
        assertThat(notified).containsExactly("reader");
    }

    @Test
    void requestsAnotherPieceForAWaitingReaderOnlyIfTheWriterHasOne() throws IOException {
        Pieces body = new Pieces(2);
        server.start(body);
        assertThat(body.written).isEqualTo(1);
        assertThat(client.read(target, 0, PIECE)).isEqualTo(PIECE);
        assertThat(client.whenReady(this::reader)).isFalse();
        assertThat(body.written).isEqualTo(2);
        assertThat(notified).isEmpty();
    }

    /** A writer that runs on one thread must not run on another meanwhile. */
    @Test
    void requestsOnePieceAtATimeFromTheWriter() throws IOException {
        server.start(new ResponseSink.Writer() {
            private boolean inside;

            @Override
            public void onWritePossible() throws IOException {
                assertThat(inside).isFalse();
                inside = true;
                while (server.isReady()) {
                    server.write(BYTES);
                }
                // A reader on another thread reads in the same way.
                assertThat(client.read(target, 0, PIECE)).isEqualTo(PIECE);
                assertThat(client.read(target, 0, PIECE)).isZero();
                inside = false;
                if (notified.size() > 2) {
                    server.end();
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
        server.start(new Pieces(2));
        client.read(target, 0, PIECE);
        pipe.onClosed(() -> notified.add("closed"));
        client.close();
        client.close();
        assertThat(notified).containsExactly("writer: the caller closed the response", "closed");
        assertThatThrownBy(() -> server.write(BYTES)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.read(target, 0, 1)).isInstanceOf(IOException.class);
        pipe.onClosed(() -> notified.add("closed before"));
        assertThat(notified).endsWith("closed before");
    }

    @Test
    void notifiesTheWaitingReaderThatItWasClosed() {
        assertThat(client.whenReady(this::reader)).isTrue();
        client.close();
        assertThat(notified).containsExactly("reader");
        assertThat(client.whenReady(this::reader)).isFalse();
    }

    @Test
    void aWriterOfAClosedPipeIsNotified() {
        client.close();
        server.start(new Pieces(2));
        assertThat(notified).containsExactly("writer: the caller closed the response");
    }

    @Test
    void aBodyThatEndsTooEarlyIsIncomplete() throws IOException {
        server.setContentLength(3);
        server.write(new byte[] {'x'});
        server.end();
        assertThat(client.read(target, 0, PIECE)).isEqualTo(1);
        assertThatThrownBy(() -> client.read(target, 0, PIECE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in the middle");
    }

    @Test
    void aBodyThatCannotBeMadeFailsItsReader() throws IOException {
        server.start(new ResponseSink.Writer() {
            @Override
            public void onWritePossible() {
                throw new IllegalStateException("the disk is gone");
            }

            @Override
            public void onError(Throwable failure) {
                server.end();
            }
        });
        assertThat(client.whenReady(this::reader)).isFalse();
        assertThatThrownBy(() -> client.read(target, 0, PIECE))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("the disk is gone");
    }

    @Test
    void discardsAnUnreadPieceOnReset() throws IOException {
        server.setContentLength(2);
        server.write(new byte[] {'x'});
        server.resetBuffer();
        server.setStatus(500);
        server.end();
        assertThat(client.status()).isEqualTo(500);
        assertThat(client.read(target, 0, PIECE)).isEqualTo(-1);
    }
}
