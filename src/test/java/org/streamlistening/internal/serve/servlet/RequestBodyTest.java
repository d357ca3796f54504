package org.streamlistening.internal.serve.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.streamlistening.server.ServerOptions;

class RequestBodyTest {

    @Test
    void readsOneByteMoreThanTheLimitToDetectALargerBody() {
        assertThat(RequestBody.grown(1, 1000)).isEqualTo(32);
        assertThat(RequestBody.grown(400, 1000)).isEqualTo(800);
        assertThat(RequestBody.grown(800, 1000)).isEqualTo(1001);
        assertThat(RequestBody.grown(ServerOptions.MAX_BYTES, ServerOptions.MAX_BYTES))
                .isEqualTo(ServerOptions.MAX_BYTES + 1);
    }
}
