package org.streamlistening.internal.http.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

/** The body of a response of the JDK's HTTP client. */
class JdkResponseBodyTest {

    /** Records how much the reader requests. */
    private static final class Source implements Subscription {

        private final List<Long> requests = new ArrayList<>();

        @Override
        public void request(long count) {
            requests.add(count);
        }

        @Override
        public void cancel() {}
    }

    /** Each request for more costs two changes of threads. */
    @Test
    void requestsHalfOfTheLimitAtATimeAndNeverMoreThanTheLimit() throws IOException {
        JdkResponseBody body = new JdkResponseBody(Duration.ofSeconds(10));
        Source source = new Source();
        body.onSubscribe(source);
        assertThat(source.requests).containsExactly((long) JdkResponseBody.PREFETCH);
        int buffers = 10 * JdkResponseBody.PREFETCH;
        long requested = JdkResponseBody.PREFETCH;
        for (int i = 1; i <= buffers; i++) {
            body.onNext(List.of(ByteBuffer.wrap(new byte[] {1})));
            assertThat(body.read()).isEqualTo(1);
            requested = source.requests.stream().mapToLong(count -> count).sum();
            assertThat(requested - i).isBetween(JdkResponseBody.PREFETCH / 2L, (long) JdkResponseBody.PREFETCH);
        }
        assertThat(source.requests).hasSize(1 + 2 * buffers / JdkResponseBody.PREFETCH);
        body.onComplete();
        assertThat(body.read()).isEqualTo(-1);
    }
}
