package org.streamlistening.internal.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.streamlistening.internal.serve.exchange.ResponseSink;

/** A response between the server and a client of the same process: who makes what when, and who is told. */
class InProcessPipeTest {

    private static final int PIECE = 1 << 20;
    private static final byte[] BYTES = new byte[PIECE];

    private final InProcessPipe pipe = new InProcessPipe();
    private final InProcessServerResponse server = new InProcessServerResponse(pipe);
    private final InProcessClientResponse client = new InProcessClientResponse(server, pipe);
    private final List<String> told = new ArrayList<>();
    private final byte[] target = new byte[PIECE];

    /** A body of many pieces. */
    private final class Pieces implements ResponseSink.Writer {

        private final int count;
        private int made;

        Pieces(int count) {
            this.count = count;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (made < count && server.isReady()) {
                made++;
                server.write(BYTES);
            }
            if (made == count) {
                server.end();
            }
        }

        @Override
        public void onError(Throwable failure) {
            told.add("writer: " + failure.getMessage());
        }
    }

    private void reader() {
        told.add("reader");
    }

    @Test
    void holdsOnePieceOfALargeBodyAndMakesTheNextWhenItWasRead() throws IOException {
        Pieces body = new Pieces(64);
        server.setContentLength(64L * PIECE);
        server.start(body);
        long read = 0;
        for (int count = client.read(target, 0, PIECE); count >= 0; count = client.read(target, 0, PIECE)) {
            read += count;
            assertThat(body.made * (long) PIECE - read).isLessThanOrEqualTo(PIECE);
        }
        assertThat(read).isEqualTo(64L * PIECE);
    }

    @Test
    void notifiesOnceWhenDataCanBeRead() throws IOException {
        assertThat(client.await(this::reader)).isTrue();
        server.setStatus(201);
        server.write(new byte[] {'x'});
        assertThat(told).as("the head is not complete yet").isEmpty();
        server.end();
        assertThat(told).containsExactly("reader");
        assertThat(client.await(this::reader)).isFalse();
        assertThat(client.status()).isEqualTo(201);
        assertThat(client.read(target, 0, PIECE)).isEqualTo(1);
        assertThat(client.read(target, 0, PIECE)).isEqualTo(-1);
        assertThat(told).containsExactly("reader");
    }

    @Test
    void requestsAnotherPieceForAWaitingReaderOnlyIfTheWriterHasOne() throws IOException {
        Pieces body = new Pieces(2);
        server.start(body);
        assertThat(body.made).isEqualTo(1);
        assertThat(client.read(target, 0, PIECE)).isEqualTo(PIECE);
        assertThat(client.await(this::reader)).isFalse();
        assertThat(body.made).isEqualTo(2);
        assertThat(told).isEmpty();
    }

    /** The writer that is asked on one thread may not be asked on another meanwhile. */
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
                // As a reader on another thread would.
                assertThat(client.read(target, 0, PIECE)).isEqualTo(PIECE);
                assertThat(client.read(target, 0, PIECE)).isZero();
                inside = false;
                if (told.size() > 2) {
                    server.end();
                }
                told.add("asked");
            }

            @Override
            public void onError(Throwable failure) {
                told.add(failure.toString());
            }
        });
        assertThat(told).containsExactly("asked", "asked", "asked", "asked");
    }

    @Test
    void notifiesBothEndsThatItWasClosed() throws IOException {
        server.start(new Pieces(2));
        client.read(target, 0, PIECE);
        pipe.onClosed(() -> told.add("closed"));
        client.close();
        client.close();
        assertThat(told).containsExactly("writer: the caller closed the response", "closed");
        assertThatThrownBy(() -> server.write(BYTES)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.read(target, 0, 1)).isInstanceOf(IOException.class);
        pipe.onClosed(() -> told.add("closed before"));
        assertThat(told).endsWith("closed before");
    }

    @Test
    void notifiesTheWaitingReaderThatItWasClosed() {
        assertThat(client.await(this::reader)).isTrue();
        client.close();
        assertThat(told).containsExactly("reader");
        assertThat(client.await(this::reader)).isFalse();
    }

    @Test
    void aWriterOfAClosedPipeIsNotified() {
        client.close();
        server.start(new Pieces(2));
        assertThat(told).containsExactly("writer: the caller closed the response");
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
        assertThat(client.await(this::reader)).isFalse();
        assertThatThrownBy(() -> client.read(target, 0, PIECE))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("the disk is gone");
    }

    @Test
    void anUnreadPieceIsTakenBack() throws IOException {
        server.setContentLength(2);
        server.write(new byte[] {'x'});
        server.resetBuffer();
        server.setStatus(500);
        server.end();
        assertThat(client.status()).isEqualTo(500);
        assertThat(client.read(target, 0, PIECE)).isEqualTo(-1);
    }
}
