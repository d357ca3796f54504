package org.streamlistening.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.streamlistening.StreamMessage;
import org.streamlistening.internal.http.ResponseHandle;
import org.streamlistening.internal.http.StreamResponse;
import org.streamlistening.internal.http.Transport;

/** An Error or a RuntimeException in the middle of a response. */
class ErrorsInResponsesTest {

    private static final int MESSAGES = 200;

    /** Sends the same long page repeatedly; each page except the last fails in its middle. */
    private static final class FailingTransport implements Transport, Transport.Connection {

        private final List<Throwable> failures;

        FailingTransport(List<Throwable> failures) {
            this.failures = new ArrayList<>(failures);
        }

        @Override
        public Connection connect(Duration silence) {
            return this;
        }

        @Override
        public StreamResponse send(Request request) {
            byte[] page = page().getBytes(StandardCharsets.UTF_8);
            Map<String, String> headers =
                    Map.of("Content-Type", "application/json", "Stream-Next-Offset", "1", "Stream-Up-To-Date", "true");
            InputStream body = failures.isEmpty()
                    ? new ByteArrayInputStream(page)
                    : failing(new ByteArrayInputStream(page, 0, page.length / 2), failures.remove(0));
            return new StreamResponse(200, headers::get, true, body, ResponseHandle.of(() -> {}));
        }

        private static InputStream failing(InputStream begin, Throwable failure) {
            return new SequenceInputStream(begin, new InputStream() {
                @Override
                public int read() {
                    if (failure instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) failure;
                }
            });
        }

        @Override
        public void close() {}
    }

    private static String message(int number) {
        return "\"message " + number + "\"";
    }

    private static String page() {
        return "["
                + String.join(
                        ",",
                        IntStream.range(0, MESSAGES)
                                .mapToObj(ErrorsInResponsesTest::message)
                                .toList()) + "]";
    }

    @Test
    void aReaderLosesNothingAfterAnError() {
        List<Throwable> failures = List.of(
                new OutOfMemoryError("Java heap space"),
                new IllegalStateException("an interceptor"),
                new NoClassDefFoundError("com/example/Codec"));
        List<String> read = new ArrayList<>();
        try (DurableStreamsClient client =
                        TransportClients.over(new FailingTransport(failures), Map::of, RetryPolicy.never());
                StreamReader reader = client.open("s", ReadOptions.catchUp())) {
            for (Throwable failure : failures) {
                assertThatThrownBy(() -> readAll(reader, read)).isSameAs(failure);
            }
            readAll(reader, read);
        }
        assertThat(read)
                .isEqualTo(IntStream.range(0, MESSAGES)
                        .mapToObj(ErrorsInResponsesTest::message)
                        .toList());
    }

    private static void readAll(StreamReader reader, List<String> read) {
        StreamBatch batch;
        do {
            batch = reader.next();
            batch.messages().stream().map(StreamMessage::text).forEach(read::add);
        } while (!batch.upToDate());
    }
}
